import { renderToStaticMarkup } from "react-dom/server";
import { StaticRouter } from "react-router";

import { LandingContent } from "@/features/landing/landing-content";
import german from "@/languages/de.json";
import { setCatalogue, type Catalogue } from "@/languages/translate";

import { PageSkeleton } from "./page-skeleton";

const CATALOGUES: Record<string, Catalogue> = { en: {}, de: german };

/** What the build writes into index.html and app.html, to be painted before any script runs. The
 * landing page is there in every language; the style sheet shows the one of the document. */
export function landing(): string {
  return Object.entries(CATALOGUES)
    .map(([language, messages]) => {
      setCatalogue(messages);
      return renderToStaticMarkup(
        <div lang={language} className="prerendered">
          <StaticRouter location="/">
            <LandingContent />
          </StaticRouter>
        </div>,
      );
    })
    .join("");
}

export function shell(): string {
  return renderToStaticMarkup(<PageSkeleton />);
}
