type Yielding = { scheduler?: { yield?: () => Promise<void> } };

/** Wait for a task of one's own, before others that are due: work of many parts done in one task
 * would hold up whoever uses the page. At once where the browser cannot. */
export async function ownTask(): Promise<void> {
  await (globalThis as Yielding).scheduler?.yield?.();
}

/** Long enough for what was done to be on the screen. */
const SHOWN_MS = 32;
let turns: Promise<unknown> = Promise.resolve();

/** Do it when the browser has time, and not before what came in turn earlier is on the screen: things
 * that are drawn together are also measured and painted in one go. Answers how to leave the queue. */
export function inTurn(work: () => void): () => void {
  let isWanted = true;
  turns = turns.then(async () => {
    await idle();
    if (!isWanted) return;
    work();
    await new Promise((resolve) => setTimeout(resolve, SHOWN_MS));
  });
  return () => {
    isWanted = false;
  };
}

const LATEST_MS = 300;

function idle(): Promise<unknown> {
  return new Promise<unknown>((resolve) => {
    if ("requestIdleCallback" in globalThis) requestIdleCallback(resolve, { timeout: LATEST_MS });
    else setTimeout(resolve, 0);
  });
}
