import { useMemo } from "react";

import type { Performance } from "@/api/models";
import { percentTick } from "@/charts/percent-tick";
import { TimeChart } from "@/charts/time-chart";
import { t } from "@/languages/translate";
import { formatDay } from "@/lib/dates";
import { formatPercent } from "@/lib/money";
import { drawdowns } from "@/lib/returns";

/** How far each day was under the highest point before it. */
export function DrawdownChart({ performance: { series } }: { performance: Performance }) {
  const falls = useMemo(() => drawdowns(series.cumulative_twr), [series]);
  const worst = falls.reduce<number>(
    (found, value, index) => ((value ?? 0) < (falls[found] ?? 0) ? index : found),
    0,
  );
  return (
    <>
      <p className="mb-3 text-sm text-soft">
        {t(
          "The deepest point was {fall} on {day}: what someone who joined at the top before it had lost that day.",
          { fall: formatPercent(falls[worst] ?? 0), day: formatDay(series.dates[worst] ?? "") },
        )}
      </p>
      <TimeChart
        label={t("Drawdown")}
        dates={series.dates}
        series={[
          {
            label: t("Below the peak"),
            look: "fall",
            values: falls,
            format: (index) => formatPercent(falls[index] ?? 0),
          },
        ]}
        height={180}
        formatTick={percentTick}
      />
    </>
  );
}
