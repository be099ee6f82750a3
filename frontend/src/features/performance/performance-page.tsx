import { useSearchParams } from "react-router";

import type { Performance } from "@/api/models";
import { usePortfolioTab } from "@/api/portfolio-tab";
import { PERIODS, usePerformance, type Period } from "@/api/portfolios";
import { t } from "@/languages/translate";
import { textOf } from "@/lib/forms";
import { Button } from "@/ui/button";
import { Loaded } from "@/ui/loaded";
import { Section, useTitle } from "@/ui/page";
import { Segmented } from "@/ui/segmented";
import { Skeleton } from "@/ui/states";

import { DrawdownChart } from "./drawdown-chart";
import { MonthlyReturns } from "./monthly-returns";
import { OwnDays } from "./own-days";
import { PerformanceFigures } from "./performance-figures";
import { ReturnChart } from "./return-chart";
import { askedOf, chosenOf, OWN, searchOf, type Asked } from "./span";

const OPTIONS = [
  ...PERIODS.map((value) => ({
    value,
    label: value === "max" ? t("Max") : value.toUpperCase(),
  })),
  { value: OWN, label: t("From–to") },
] as const;

export function PerformancePage() {
  const { id, portfolio } = usePortfolioTab();
  useTitle(t("Performance"));
  const [search, setSearch] = useSearchParams();
  const { span, benchmark } = askedOf(search);
  const performance = usePerformance(id, span, benchmark);
  const ask = (changed: Partial<Asked>) =>
    setSearch(searchOf({ span, benchmark, ...changed }), { replace: true });
  const choose = (chosen: Period | typeof OWN) => {
    if (chosen !== OWN) ask({ span: { period: chosen } });
    // Days of one's own begin as those that are shown.
    else if (performance.data) ask({ span: daysOf(performance.data) });
  };
  return (
    <>
      <div className="mb-6 flex flex-wrap items-end justify-between gap-4">
        <Segmented label={t("Period")} value={chosenOf(span)} options={OPTIONS} onChange={choose} />
        <form
          className="no-print flex gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            const form = new FormData(event.currentTarget);
            ask({ benchmark: textOf(form, "benchmark").toUpperCase() });
          }}
        >
          <input
            key={benchmark}
            name="benchmark"
            aria-label={t("Benchmark")}
            placeholder={portfolio?.benchmark ?? t("Benchmark")}
            autoComplete="off"
            maxLength={24}
            defaultValue={benchmark}
            className="control w-32 uppercase placeholder:normal-case"
          />
          <Button type="submit" look="secondary">
            {t("Compare")}
          </Button>
        </form>
        {"from" in span && (
          <div className="w-full">
            <OwnDays
              key={`${span.from} ${span.to}`}
              {...span}
              onChoose={(days) => ask({ span: days })}
            />
          </div>
        )}
      </div>
      <Loaded query={performance} skeleton={<Skeleton className="h-[40rem]" />}>
        {(data) => <Reading performance={data} isOld={performance.isPlaceholderData} />}
      </Loaded>
    </>
  );
}

function daysOf({ from, to }: Performance) {
  return { from, to };
}

function Reading({ performance, isOld }: { performance: Performance; isOld: boolean }) {
  const isShort = performance.series.dates.length < 2;
  return (
    <div className={isOld ? "flex flex-col gap-10 opacity-60" : "flex flex-col gap-10"}>
      <PerformanceFigures performance={performance} />
      {isShort ? (
        <p className="py-12 text-center text-soft">
          {t("Not enough days with prices in this period yet. Choose a longer one.")}
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
