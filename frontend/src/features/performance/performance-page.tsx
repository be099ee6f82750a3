import { useState } from "react";

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
import { PerformanceFigures } from "./performance-figures";
import { ReturnChart } from "./return-chart";

const OPTIONS = PERIODS.map((value) => ({
  value,
  label: value === "max" ? t("Max") : value.toUpperCase(),
}));

export function PerformancePage() {
  const { id, portfolio } = usePortfolioTab();
  useTitle(t("Performance"));
  const [period, setPeriod] = useState<Period>("max");
  const [benchmark, setBenchmark] = useState("");
  const performance = usePerformance(id, period, benchmark);
  return (
    <>
      <div className="mb-6 flex flex-wrap items-end justify-between gap-4">
        <Segmented label={t("Period")} value={period} options={OPTIONS} onChange={setPeriod} />
        <form
          className="flex gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            setBenchmark(textOf(new FormData(event.currentTarget), "benchmark").toUpperCase());
          }}
        >
          <input
            name="benchmark"
            aria-label={t("Benchmark")}
            placeholder={portfolio?.benchmark ?? t("Benchmark")}
            autoComplete="off"
            className="control w-32 uppercase placeholder:normal-case"
          />
          <Button type="submit" look="secondary">
            {t("Compare")}
          </Button>
        </form>
      </div>
      <Loaded query={performance} skeleton={<Skeleton className="h-[40rem]" />}>
        {(data) => <Reading performance={data} isOld={performance.isPlaceholderData} />}
      </Loaded>
    </>
  );
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
