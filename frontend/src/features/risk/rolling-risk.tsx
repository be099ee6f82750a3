import { useState } from "react";

import type { Risk } from "@/api/models";
import { percentTick } from "@/charts/percent-tick";
import { TimeChart } from "@/charts/time-chart";
import { t } from "@/languages/translate";
import { formatFixed, formatInteger, formatPercent } from "@/lib/money";
import { Section } from "@/ui/page";
import { Segmented } from "@/ui/segmented";

import { ExplainedRisk, type AskedOfRisk } from "./explained-risk";

type Rolling = NonNullable<Risk["rolling"]>;
type Name = "volatility" | "sharpe" | "beta" | "max_drawdown";

const MEASURES: Record<Name, { label: string; isRatio: boolean }> = {
  volatility: { label: t("Volatility"), isRatio: false },
  sharpe: { label: t("Sharpe"), isRatio: true },
  beta: { label: t("Beta"), isRatio: true },
  max_drawdown: { label: t("Deepest fall"), isRatio: false },
};
const OPTIONS = (Object.keys(MEASURES) as Name[]).map((value) => ({
  value,
  label: MEASURES[value].label,
}));
const HEIGHT = 220;

/** Measures of the last so many days, on each day: whether the risk of now is that of before. */
export function RollingRisk({ rolling, asked }: { rolling: Rolling; asked: AskedOfRisk }) {
  const [name, setName] = useState<Name>("volatility");
  return (
    <Section
      title={t("How it changed")}
      aside={<Segmented label={t("Measure")} value={name} options={OPTIONS} onChange={setName} />}
    >
      <Course {...{ rolling, asked, name }} />
    </Section>
  );
}

function Course({
  rolling: { window, dates, ...all },
  asked,
  name,
}: {
  rolling: Rolling;
  asked: AskedOfRisk;
  name: Name;
}) {
  const { label, isRatio } = MEASURES[name];
  // A fall goes down.
  const sign = name === "max_drawdown" ? -1 : 1;
  const first = all[name].findIndex((value) => value !== null);
  const values = all[name].slice(first).map((value) => value && value * sign);
  const written = (value: number | null | undefined) => {
    if (value == null) return "–";
    return isRatio ? formatFixed(value, 2) : formatPercent(value, 1);
  };
  const days = formatInteger(window);
  if (first < 0) {
    return (
      <p className="text-soft">
        {t(
          "No {days} trading days with prices in this period. Choose a longer one, or fewer days.",
          {
            days,
          },
        )}
      </p>
    );
  }
  return (
    <>
      <p className="mb-3 text-sm text-soft">
        {t("Measured over {days} trading days up to each day. At the end:", { days })}{" "}
        <ExplainedRisk
          asked={{ ...asked, of: { ...asked.of, window } }}
          metric={name}
          label={t("{measure} at the end", { measure: label })}
          reading={isRatio ? "number" : "percent"}
        >
          {written(values.at(-1))}
        </ExplainedRisk>
      </p>
      <TimeChart
        label={label}
        dates={dates.slice(first)}
        series={[
          {
            label,
            look: name === "max_drawdown" ? "fall" : "line",
            values,
            format: (index) => written(values[index]),
          },
        ]}
        height={HEIGHT}
        formatTick={isRatio ? (value, step) => formatFixed(value, step < 1 ? 1 : 0) : percentTick}
      />
    </>
  );
}
