import { useState } from "react";

import type { Citation, Claim } from "@/api/models";
import { counted, t } from "@/languages/translate";
import { Badge } from "@/ui/badge";
import { Icon } from "@/ui/icon";
import { PlumbMark } from "@/ui/logo";

import { AnswerText } from "./answer-text";
import { Evidence, Source } from "./evidence";
import { stepName, type Step } from "./tool-names";

export type Shown = {
  content: string;
  claims: readonly Claim[];
  citations: readonly Citation[];
  steps: readonly (Step & { isError: boolean; isDone: boolean })[];
  model: string | null;
  isComing: boolean;
};

/** An answer: the steps taken, the text with its figures checked, the sources. */
export function Answer({ answer }: { answer: Shown }) {
  const [claim, setClaim] = useState<Claim | null>(null);
  const { content, claims, citations, steps, isComing } = answer;
  return (
    <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-3" aria-busy={isComing}>
      <PlumbMark className="mt-0.5 h-7 w-4" />
      <div className="flex min-w-0 flex-col gap-3">
        <Steps steps={steps} isOpen={isComing && content === ""} />
        {content === "" && isComing && (
          <p className="animate-pulse text-faint">{t("Looking it up…")}</p>
        )}
        <AnswerText content={content} claims={claims} onClaim={setClaim} />
        {!isComing && <Checked claims={claims} />}
        {citations.length > 0 && !isComing && <Sources citations={citations} steps={steps} />}
        {claim && <Evidence {...{ claim, citations, steps }} onClose={() => setClaim(null)} />}
      </div>
    </div>
  );
}

function Steps({ steps, isOpen }: { steps: Shown["steps"]; isOpen: boolean }) {
  if (steps.length === 0) return null;
  return (
    <details open={isOpen} className="text-sm text-soft">
      <summary className="flex items-baseline gap-1.5">
        <span aria-hidden="true">›</span>
        {counted("Looked at one thing", "Looked at {count} things", steps.length)}
      </summary>
      <ul className="mt-1 ml-1.5 border-l border-line-strong pl-3">
        {steps.map((step, index) => (
          <li key={index} className="flex items-center gap-2 py-0.5">
            <Icon
              name={step.isError ? "alert" : step.isDone ? "check" : "clock"}
              className={`size-3.5 ${step.isError ? "text-warn" : "text-gain"}`}
            />
            {stepName(step)}
            {step.isError && <span className="text-warn">{t("did not work")}</span>}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Checked({ claims }: { claims: readonly Claim[] }) {
  if (claims.length === 0) return null;
  const wrong = claims.filter(({ verdict }) => verdict === "unsupported").length;
  const sound = claims.filter(({ verdict }) => verdict === "cited" || verdict === "derived").length;
  return (
    <p className="flex flex-wrap gap-2">
      {sound > 0 && (
        <Badge tone="gain">
          <Icon name="check" className="size-3" />{" "}
          {t("{sound} of {count} figures checked", { sound, count: claims.length })}
        </Badge>
      )}
      {wrong > 0 && (
        <Badge tone="loss">
          <Icon name="alert" className="size-3" /> {t("{wrong} without support", { wrong })}
        </Badge>
      )}
    </p>
  );
}

function Sources({ citations, steps }: Pick<Shown, "citations" | "steps">) {
  return (
    <details className="text-sm">
      <summary className="flex items-baseline gap-1.5 text-soft">
        <span aria-hidden="true">›</span> {t("Sources ({count})", { count: citations.length })}
      </summary>
      <ul className="mt-1 ml-1.5 border-l border-line-strong pl-3">
        {citations.map((citation, index) => (
          <li key={`${citation.ref}${index}`} className="py-1.5">
            <Source
              address={citation.ref}
              citation={citation}
              step={steps.find(({ ref }) => ref !== null && ref === citation.ref.split("/")[0])}
            />
          </li>
        ))}
      </ul>
    </details>
  );
}
