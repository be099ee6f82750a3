import { useState } from "react";

import { useGains } from "@/api/gains";
import type { Gains } from "@/api/models";
import { usePortfolioTab } from "@/api/portfolio-tab";
import { t } from "@/languages/translate";
import { Figure, Figures } from "@/ui/figures";
import { Loaded } from "@/ui/loaded";
import { Section, useTitle } from "@/ui/page";
import { Segmented } from "@/ui/segmented";
import { Skeleton } from "@/ui/states";

import { ExplainedGain } from "./explained-gain";
import { GainAmount } from "./gain-amount";
import { GAINS_METHODS, taxYearOf, yearInWords } from "./methods";
import { MethodComparison } from "./method-comparison";
import { OpenLots } from "./open-lots";
import { RealisedLots } from "./realised-lots";

const ALL_YEARS = "all";

export function GainsPage() {
  const { id, portfolio } = usePortfolioTab();
  useTitle(t("Gains"));
  const [chosen, setMethod] = useState<Gains["method"]>();
  const [year, setYear] = useState(ALL_YEARS);
  const method = chosen ?? portfolio?.lot_method;
  const gains = useGains(id, method);
  const years = gains.data ? yearsOf(gains.data) : [];
  return (
    <div className="flex flex-col gap-10">
      <div className="flex flex-wrap gap-3">
        <select
          aria-label={t("Cost of what is sold")}
          className="control max-w-full"
          value={method ?? ""}
          onChange={({ target }) => {
            setMethod(GAINS_METHODS.find(({ value }) => value === target.value)?.value);
            setYear(ALL_YEARS);
          }}
        >
          {GAINS_METHODS.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
        <Segmented
          label={t("Tax year")}
          value={year}
          options={[ALL_YEARS, ...years].map((value) => ({
            value,
            label: value === ALL_YEARS ? t("All years") : yearInWords(method ?? "fifo", value),
          }))}
          onChange={setYear}
        />
      </div>
      <Loaded query={gains} skeleton={<Skeleton className="h-[36rem]" />}>
        {(data) => (
          <>
            <Figures>
              <Figure label={t("Realised, all years")} note={t("from what was sold")}>
                <ExplainedGain
                  gains={data}
                  metric="realised_gain"
                  label={t("the realised gain")}
                  isKnown={data.total_realised !== null}
                >
                  <GainAmount value={data.total_realised} currency={data.currency} />
                </ExplainedGain>
              </Figure>
              <Figure label={t("Unrealised")} note={t("on what is still held")}>
                <ExplainedGain
                  gains={data}
                  metric="unrealised_gain"
                  label={t("the unrealised gain")}
                  isKnown={data.total_unrealised !== null}
                >
                  <GainAmount value={data.total_unrealised} currency={data.currency} />
                </ExplainedGain>
              </Figure>
            </Figures>
            <Section title={t("Realised, lot by lot")}>
              <RealisedLots gains={data} year={year === ALL_YEARS ? null : year} />
            </Section>
            <Section title={t("What another method would say")}>
              <MethodComparison
                portfolioId={id}
                used={data.method}
                year={year === ALL_YEARS ? undefined : Number(year)}
              />
            </Section>
            <Section title={t("Still held, lot by lot")}>
              <OpenLots gains={data} />
            </Section>
          </>
        )}
      </Loaded>
    </div>
  );
}

function yearsOf({ realised, method }: Gains): string[] {
  return [...new Set(realised.map(({ closed }) => taxYearOf(method, closed)))].sort().reverse();
}
