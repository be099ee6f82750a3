import type { useOptimisation } from "@/api/planning";
import { failureOf } from "@/api/errors";
import type { Optimisation, OptimisationInput } from "@/api/models";
import type { Plan } from "@/api/plan-explanation";
import { ExplainedPlan } from "@/features/explain/explained-plan";
import { Say } from "@/languages/say";
import { t } from "@/languages/translate";
import { formatInteger, formatPercent } from "@/lib/money";
import { Button } from "@/ui/button";
import { Section } from "@/ui/page";
import { ErrorState } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";

import { FRESH_OPTIMISATION, optimisationBody } from "./choices";
import { useKept } from "./kept";
import { OptimiseForm } from "./optimise-form";
import { OfAnotherView } from "./other-view";
import { PlanNotes } from "./plan-notes";
import type { Targets } from "./rebalance";

type Objective = OptimisationInput["objective"];

const OBJECTIVES: { value: Objective; label: string; why: string }[] = [
  { value: "min_variance", label: t("Least swing"), why: t("The mix that moved least.") },
  {
    value: "risk_parity",
    label: t("Equal risk"),
    why: t("Every holding brings the same share of the risk."),
  },
  {
    value: "hrp",
    label: t("Equal risk by families"),
    why: t("Holdings that move together share one part."),
  },
  {
    value: "max_sharpe",
    label: t("Most return for its swing"),
    why: t("Rests on past returns, which rarely repeat: the least reliable of the four."),
  },
];

/** Another mix of what is held, by a rule. */
export function Optimise({
  portfolioId,
  optimisation,
  onTargets,
}: {
  portfolioId: string;
  optimisation: ReturnType<typeof useOptimisation>;
  onTargets: (targets: Targets) => void;
}) {
  const [choices, setChoices] = useKept("optimise", FRESH_OPTIMISATION);
  const objective = OBJECTIVES.find(({ value }) => value === choices.objective)?.value;
  return (
    <Section title={t("The same holdings in another mix")}>
      {optimisation.isError && (
        <ErrorState className="mb-4" failure={failureOf(optimisation.error)} />
      )}
      <OptimiseForm
        {...{ portfolioId, choices }}
        objectives={OBJECTIVES}
        onChange={setChoices}
        onAsk={() => optimisation.mutate(optimisationBody(choices, objective ?? "min_variance"))}
        isBusy={optimisation.isPending}
        problem={optimisation.error}
      />
      <OfAnotherView is={optimisation.isOfAnotherView} />
      {optimisation.data && optimisation.variables && (
        <Mix
          answer={optimisation.data}
          portfolioId={portfolioId}
          plan={{ kind: "optimise", body: optimisation.variables }}
          onTargets={onTargets}
        />
      )}
    </Section>
  );
}

function Mix({
  answer,
  portfolioId,
  plan,
  onTargets,
}: {
  answer: Optimisation;
  portfolioId: string;
  plan: Plan;
  onTargets: (targets: Targets) => void;
}) {
  const { current, optimal, weights, observations, notes } = answer;
  const figure = (
    metric: "weight" | "risk_share",
    side: "current" | "optimal",
    symbol: string,
    value: number | null,
  ) =>
    value === null ? (
      "–"
    ) : (
      <ExplainedPlan
        {...{ portfolioId, plan }}
        of={{ metric, side, symbol }}
        label={
          metric === "weight"
            ? t("{symbol}’s share", { symbol })
            : t("{symbol}’s share of the risk", { symbol })
        }
        reading="percent"
      >
        {formatPercent(value, 1)}
      </ExplainedPlan>
    );
  const why = OBJECTIVES.find(({ value }) => value === answer.objective)?.why;
  return (
    <div className="mt-6">
      <p className="mb-4 text-soft">
        {why}{" "}
        <Say
          message="Swing {now} a year now, <b>{then}</b> in the other mix, over the same {days} days."
          values={{
            now: formatPercent(current.volatility, 1),
            then: formatPercent(optimal.volatility, 1),
            days: formatInteger(observations),
          }}
          parts={{
            b: (text) => (
              <strong className="text-ink">
                <ExplainedPlan
                  {...{ portfolioId, plan }}
                  of={{ metric: "volatility", side: "optimal" }}
                  label={t("the swing of the other mix")}
                  reading="percent"
                >
                  {text}
                </ExplainedPlan>
              </strong>
            ),
          }}
        />
      </p>
      <Table caption={t("Shares now and in the other mix")}>
        <thead>
          <tr>
            <Th>{t("Symbol")}</Th>
            <Th isNumeric>{t("Now")}</Th>
            <Th isNumeric>{t("Other mix")}</Th>
            <Th isNumeric className="hidden sm:table-cell">
              {t("Risk now")}
            </Th>
            <Th isNumeric className="hidden sm:table-cell">
              {t("Risk then")}
            </Th>
          </tr>
        </thead>
        <tbody>
          {weights.map((one) => (
            <tr key={one.symbol}>
              <Td className="font-semibold">{one.symbol}</Td>
              <Td isNumeric>{figure("weight", "current", one.symbol, one.current)}</Td>
              <Td isNumeric>{figure("weight", "optimal", one.symbol, one.optimal)}</Td>
              <Td isNumeric className="hidden sm:table-cell">
                {figure("risk_share", "current", one.symbol, one.current_risk_share)}
              </Td>
              <Td isNumeric className="hidden sm:table-cell">
                {figure("risk_share", "optimal", one.symbol, one.optimal_risk_share)}
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
      <PlanNotes notes={notes} />
      <Button
        className="mt-4"
        onClick={() =>
          onTargets(Object.fromEntries(weights.map((one) => [one.symbol, one.optimal])))
        }
      >
        {t("Which trades lead there")}
      </Button>
    </div>
  );
}
