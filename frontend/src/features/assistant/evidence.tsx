import { Link } from "react-router";

import type { Citation, Claim } from "@/api/models";
import { t } from "@/languages/translate";
import { Badge, type Tone } from "@/ui/badge";
import { SidePanel } from "@/ui/side-panel";

import { VERDICTS } from "./answer-text";
import { figureName, figureValue } from "./figure-names";
import { placeOf, stepName, toolTitle, type Step } from "./tool-names";

const TONES: Record<Claim["verdict"], Tone> = {
  cited: "gain",
  derived: "gain",
  general: "plain",
  unsupported: "loss",
};

const VERDICT_WORDS: Record<Claim["verdict"], string> = {
  cited: t("cited"),
  derived: t("derived"),
  general: t("general knowledge"),
  unsupported: t("unsupported"),
};

/** How a figure was derived, as the check calls it. */
const WAYS: Readonly<Record<string, string>> = {
  question: t("it stands in your question"),
  sum: t("a sum of these"),
  difference: t("the difference of these"),
  average: t("the average of these"),
  median: t("the median of these"),
  range: t("the span of these"),
  rank: t("the place among these"),
  count: t("how many there are"),
  number: t("how many there are"),
  day: t("the day of it"),
  "time between": t("the time between these"),
};

/** What a figure of the answer rests on. */
export function Evidence({
  claim,
  citations,
  steps,
  onClose,
}: {
  claim: Claim;
  citations: readonly Citation[];
  steps: readonly Step[];
  onClose: () => void;
}) {
  return (
    <SidePanel title={t("What this rests on")} onClose={onClose}>
      <p className="figure text-3xl">{claim.text}</p>
      <p className="mt-2 flex flex-wrap items-center gap-2">
        <Badge tone={TONES[claim.verdict]}>{VERDICT_WORDS[claim.verdict]}</Badge>
        <span className="text-soft">{VERDICTS[claim.verdict]}</span>
      </p>
      {claim.reason && (
        <p className="mt-2 text-soft first-letter:uppercase">
          {WAYS[claim.reason] ?? claim.reason}
        </p>
      )}
      <ul className="mt-5 border-t border-line">
        {claim.refs.map((ref) => (
          <li key={ref} className="border-b border-line py-3">
            <Source
              address={ref}
              citation={citations.find((one) => one.ref === ref)}
              step={steps.find((one) => one.ref !== null && one.ref === ref.split("/")[0])}
            />
          </li>
        ))}
      </ul>
    </SidePanel>
  );
}

export function Source({
  address,
  citation,
  step,
}: {
  address: string;
  citation: Citation | undefined;
  step: Step | undefined;
}) {
  const place = step && placeOf(step);
  const figure = citation && figureName(citation);
  const value = citation && figureValue(citation);
  const named = step
    ? stepName(step)
    : (citation?.document ?? toolTitle(citation?.tool ?? address));
  return (
    <>
      <p className="font-medium" title={address}>
        {place ? (
          <Link className="link" to={place}>
            {named}
          </Link>
        ) : (
          named
        )}
        {citation?.section && <span className="text-faint"> · {citation.section}</span>}
        {!citation?.quote && figure && <span className="text-soft"> · {figure}</span>}
      </p>
      {citation?.quote && (
        <blockquote className="mt-1 border-l-2 border-line-strong pl-3 text-soft">
          {citation.quote}
        </blockquote>
      )}
      {!citation?.quote && value && <p className="text-soft">{value}</p>}
    </>
  );
}
