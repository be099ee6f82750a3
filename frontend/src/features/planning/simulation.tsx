import { useMemo } from "react";

import { useSimulation } from "@/api/planning";
import type { Simulation as Answer } from "@/api/models";
import type { Plan } from "@/api/plan-explanation";
import { ChartKey } from "@/charts/chart-key";
import { TimeChart } from "@/charts/time-chart";
import { ExplainedPlan } from "@/features/explain/explained-plan";
import { t } from "@/languages/translate";
import { cx } from "@/lib/class-names";
import { dateOfDay, dayNumber } from "@/lib/dates";
import { formatInteger, formatMoney, formatMoneyTick, formatPercent } from "@/lib/money";
import { Figure, Figures } from "@/ui/figures";
import { Loaded } from "@/ui/loaded";
import { Section } from "@/ui/page";
import { Skeleton } from "@/ui/states";

import { FRESH_SIMULATION, simulationBody } from "./choices";
import { useKept } from "./kept";
import { PlanNotes } from "./plan-notes";
import { SimulationForm } from "./simulation-form";

const TRADING_DAYS = 252;

/** Many possible futures drawn from the past, as bands. */
export function Simulation({ portfolioId }: { portfolioId: string }) {
  const [choices, setChoices] = useKept("simulation", FRESH_SIMULATION);
  const [asked, setAsked] = useKept("simulation asked", simulationBody(FRESH_SIMULATION));
  const simulation = useSimulation(portfolioId, asked);
  return (
    <Section title={t("The years ahead, if they are like those behind")}>
      <SimulationForm
        choices={choices}
        onChange={setChoices}
        onAsk={() => setAsked(simulationBody(choices))}
        isBusy={simulation.isFetching}
        problem={simulation.error}
      />
      <Loaded query={simulation} skeleton={<Skeleton className="h-96" />}>
        {(data) => (
          <div
            aria-busy={simulation.isPlaceholderData}
            className={cx(simulation.isPlaceholderData && "opacity-60")}
          >
            <Futures
              answer={data}
              portfolioId={portfolioId}
              plan={{ kind: "simulate", body: asked }}
            />
          </div>
        )}
      </Loaded>
    </Section>
  );
}

function Futures({
  answer,
  portfolioId,
  plan,
}: {
  answer: Answer;
  portfolioId: string;
  plan: Plan;
}) {
  const { currency, as_of, days, contributed, probability_of_goal, probability_of_loss } = answer;
  const dates = useMemo(() => {
    const first = dayNumber(as_of);
    return days.map((day) => dateOfDay(Math.round(first + (day * 365.25) / TRADING_DAYS)));
  }, [as_of, days]);
  const at = (quantile: number) =>
    answer.bands.find((band) => band.quantile === quantile)?.values ?? [];
  const last = (quantile: number, label: string) => (
    <ExplainedPlan {...{ portfolioId, plan, label }} of={{ metric: "band", key: String(quantile) }}>
      {formatMoney(at(quantile).at(-1) ?? "", currency)}
    </ExplainedPlan>
  );
  const chance = (metric: string, probability: number, label: string) => (
    <ExplainedPlan {...{ portfolioId, plan, label }} of={{ metric }} reading="percent">
      {formatPercent(probability, 0)}
    </ExplainedPlan>
  );
  const band = (low: number, high: number) => ({
    low: at(low).map(Number),
    high: at(high).map(Number),
  });
  const median = at(0.5);
  return (
    <>
      <Figures>
        <Figure label={t("In the middle")} note={t("half end above")}>
          {last(0.5, t("the middle end"))}
        </Figure>
        <Figure label={t("Poorly")} note={t("one in twenty ends below")}>
          {last(0.05, t("a poor end"))}
        </Figure>
        <Figure label={t("Well")} note={t("one in twenty ends above")}>
          {last(0.95, t("a good end"))}
        </Figure>
        <Figure
          label={t("Ends at a loss")}
          note={t("below {contributed}: today and what is paid in", {
            contributed: formatMoney(contributed, currency),
          })}
        >
          {chance("probability_of_loss", probability_of_loss, t("the chance of a loss"))}
        </Figure>
        {probability_of_goal !== null && (
          <Figure label={t("Reaches the goal")}>
            {chance("probability_of_goal", probability_of_goal, t("the chance of the goal"))}
          </Figure>
        )}
      </Figures>
      <PlanNotes notes={answer.notes} />
      <div className="mt-6 mb-3 flex flex-wrap gap-x-5 gap-y-1 text-sm text-soft">
        <ChartKey className="bg-accent" label={t("The middle")} />
        <span className="flex items-center gap-2">
          <span aria-hidden="true" className="h-3 w-5 bg-accent opacity-25" /> {t("Half of all")}
        </span>
        <span className="flex items-center gap-2">
          <span aria-hidden="true" className="h-3 w-5 bg-accent opacity-10" /> {t("Nine of ten")}
        </span>
      </div>
      <TimeChart
        label={t("Simulated value of the holdings")}
        dates={dates}
        bands={[band(0.05, 0.95), band(0.25, 0.75)]}
        series={[
          {
            label: t("The middle"),
            look: "line",
            values: median.map(Number),
            format: (index) => formatMoney(median[index] ?? "", currency),
          },
          rangeOf(t("Nine of ten"), at(0.05), at(0.95), currency),
        ]}
        height={320}
        formatTick={(value, step) => formatMoneyTick(value, step, currency)}
      />
      <p className="label mt-2">
        {answer.method === "gaussian"
          ? t(
              "{paths} futures drawn from a bell curve that earns and swings as the past did. Cash is not part of it.",
              { paths: formatInteger(answer.paths) },
            )
          : t(
              "{paths} futures put together from whole stretches of past days. Cash is not part of it.",
              { paths: formatInteger(answer.paths) },
            )}
      </p>
    </>
  );
}

/** Told under the pointer, drawn as a band. */
function rangeOf(label: string, low: readonly string[], high: readonly string[], currency: string) {
  return {
    label,
    look: "line" as const,
    values: low.map(() => null),
    format: (index: number) =>
      `${formatMoney(low[index] ?? "", currency)} – ${formatMoney(high[index] ?? "", currency)}`,
  };
}
