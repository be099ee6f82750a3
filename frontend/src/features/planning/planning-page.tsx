import { useState } from "react";

import { useOptimisation, useRebalancing, useWhatIf } from "@/api/planning";
import { usePortfolioTab } from "@/api/portfolio-tab";
import { useHoldings } from "@/api/portfolios";
import { t } from "@/languages/translate";
import { Loaded } from "@/ui/loaded";
import { useTitle } from "@/ui/page";
import { Segmented } from "@/ui/segmented";
import { EmptyState, Skeleton } from "@/ui/states";

import { KeepChoices } from "./kept";
import { Optimise } from "./optimise";
import { Rebalance, type Targets } from "./rebalance";
import { Scenarios } from "./scenarios";
import { Simulation } from "./simulation";
import { WhatIfTrades } from "./what-if-trades";

const QUESTIONS = [
  { value: "scenarios", label: t("Crises") },
  { value: "simulation", label: t("The years ahead") },
  { value: "what-if", label: t("What if") },
  { value: "optimise", label: t("Another mix") },
  { value: "rebalance", label: t("Rebalance") },
] as const;

type Question = (typeof QUESTIONS)[number]["value"];

export function PlanningPage() {
  const { id } = usePortfolioTab();
  useTitle(t("Planning"));
  // Another portfolio begins with nothing chosen.
  return (
    <KeepChoices key={id}>
      <Questions id={id} />
    </KeepChoices>
  );
}

/** Answers are kept here with what was asked, for as long as one stays on the page. */
function Questions({ id }: { id: string }) {
  const [question, setQuestion] = useState<Question>("scenarios");
  const [targets, setTargets] = useState<Targets>();
  const holdings = useHoldings(id);
  const whatIf = useWhatIf(id);
  const optimisation = useOptimisation(id);
  const rebalancing = useRebalancing(id);
  const rebalanceTo = (wanted: Targets) => {
    setTargets(wanted);
    rebalancing.reset();
    setQuestion("rebalance");
  };
  return (
    <>
      <div className="mb-6 flex">
        <Segmented
          label={t("Question")}
          value={question}
          options={QUESTIONS}
          onChange={setQuestion}
        />
      </div>
      <Loaded query={holdings} skeleton={<Skeleton className="h-80" />}>
        {(data) => {
          if (question === "what-if") return <WhatIfTrades portfolioId={id} whatIf={whatIf} />;
          if (data.items.length === 0) return <NothingHeld />;
          if (question === "scenarios") return <Scenarios portfolioId={id} />;
          if (question === "simulation") return <Simulation portfolioId={id} />;
          if (question === "optimise") {
            return <Optimise portfolioId={id} {...{ optimisation }} onTargets={rebalanceTo} />;
          }
          return <Rebalance portfolioId={id} holdings={data} {...{ targets, rebalancing }} />;
        }}
      </Loaded>
      <p className="label mt-10 border-t border-line pt-3">
        {t("Computed from past prices. The past does not say what comes; nothing here is advice.")}
      </p>
    </>
  );
}

function NothingHeld() {
  return (
    <EmptyState title={t("Nothing held yet")}>
      {t(
        "What could become of a portfolio is worked out from what is in it. Trades you only think about can be tried under “What if”.",
      )}
    </EmptyState>
  );
}
