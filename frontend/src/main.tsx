import "@/app/styles.css";

const { dataset } = document.documentElement;
// The landing page is complete as the build rendered it: for a stranger there is nothing to run, so
// nothing else may be needed by this file.
const isComplete = dataset.known === undefined && document.querySelector("#root .landing");
if (!isComplete) {
  const { open } = await import("@/app/open");
  await open();
}

export {};
