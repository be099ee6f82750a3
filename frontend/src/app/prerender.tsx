import { renderToStaticMarkup } from "react-dom/server";
import { StaticRouter } from "react-router";

import { LandingContent } from "@/features/landing/landing-content";

import { PageSkeleton } from "./page-skeleton";

/** What the build writes into index.html and app.html, to be painted before any script runs. */
export function landing(): string {
  return renderToStaticMarkup(
    <StaticRouter location="/">
      <LandingContent />
    </StaticRouter>,
  );
}

export function shell(): string {
  return renderToStaticMarkup(<PageSkeleton />);
}
