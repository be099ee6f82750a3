import type { Performance } from "@/api/models";
import { usePortfolioTab } from "@/api/portfolio-tab";
import { usePerformance, type PartOf } from "@/api/portfolios";
import { partOf } from "@/features/measuring/choices";
import { Toolbar } from "@/features/measuring/toolbar";
import { useMeasured } from "@/features/measuring/use-measured";
import { t } from "@/languages/translate";
import { Loaded } from "@/ui/loaded";
import { Section, useTitle } from "@/ui/page";
import { Skeleton } from "@/ui/states";

import { DrawdownChart } from "./drawdown-chart";
import { MonthlyReturns } from "./monthly-returns";
import { PerformanceFigures } from "./performance-figures";
import { ReturnChart } from "./return-chart";

const OFFERED = ["benchmark", "symbol", "account", "tag"] as const;

export function PerformancePage() {
  const { id } = usePortfolioTab();
  useTitle(t("Performance"));
  const measured = useMeasured();
  const part = partOf(measured.choices);
  const performance = usePerformance(id, measured.span, part);
  return (
    <>
      <Toolbar
        measured={measured}
        days={performance.data && daysOf(performance.data)}
        offered={OFFERED}
      />
      <Loaded query={performance} skeleton={<Skeleton className="h-[40rem]" />}>
        {(data) => <Reading performance={data} part={part} isOld={performance.isPlaceholderData} />}
      </Loaded>
    </>
  );
}

function daysOf({ from, to }: Performance) {
  return { from, to };
}

function Reading({
  performance,
  part,
  isOld,
}: {
  performance: Performance;
  part: PartOf;
  isOld: boolean;
}) {
  const { dates, cumulative_twr } = performance.series;
  const isShort = dates.length < 2;
  const isUnknown = cumulative_twr.every((value) => value === null);
  return (
    <div className={isOld ? "flex flex-col gap-10 opacity-60" : "flex flex-col gap-10"}>
      <PerformanceFigures performance={performance} part={part} />
      {isShort ? (
        <p className="py-12 text-center text-soft">
          {t("Not enough days with prices in this period yet. Choose a longer one.")}
        </p>
      ) : isUnknown ? (
        <p className="py-12 text-center text-soft">
          {t("There is no return to draw: {reason}.", { reason: performance.notes.twr ?? "" })}
        </p>
      ) : (
        <>
          <Section title={t("Return")}>
            <ReturnChart performance={performance} />
          </Section>
          <Section title={t("Below the best day")}>
            <DrawdownChart performance={performance} />
          </Section>
          <Section title={t("Month by month")}>
            <MonthlyReturns performance={performance} />
          </Section>
        </>
      )}
    </div>
  );
}
