import { useState } from "react";

import { useRisk } from "@/api/analysis";
import type { Risk } from "@/api/models";
import { usePortfolioTab } from "@/api/portfolio-tab";
import { PERIODS, type Period } from "@/api/portfolios";
import { HeatMatrix } from "@/charts/heat-matrix";
import { ShareBar } from "@/charts/share-bar";
import { t } from "@/languages/translate";
import { formatDay } from "@/lib/dates";
import { formatInteger, formatPercent } from "@/lib/money";
import { Loaded } from "@/ui/loaded";
import { Section, useTitle } from "@/ui/page";
import { Segmented } from "@/ui/segmented";
import { Skeleton } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";

import { Measures } from "./measures";

const OPTIONS = PERIODS.filter((value) => value !== "1w").map((value) => ({
  value,
  label: value === "max" ? t("Max") : value.toUpperCase(),
}));

export function RiskPage() {
  const { id } = usePortfolioTab();
  useTitle(t("Risk"));
  const [period, setPeriod] = useState<Period>("max");
  const risk = useRisk(id, period);
  return (
    <>
      <div className="mb-6 flex">
        <Segmented label={t("Period")} value={period} options={OPTIONS} onChange={setPeriod} />
      </div>
      <Loaded query={risk} skeleton={<Skeleton className="h-[40rem]" />}>
        {(data) => (
          <div className="flex flex-col gap-10">
            <p className="label -mb-6">
              {t("{from} to {to}, {days} daily returns", {
                from: formatDay(data.from),
                to: formatDay(data.to),
                days: formatInteger(data.observations),
              })}
              {data.benchmark && t(", against {benchmark}", { benchmark: data.benchmark })}
            </p>
            <Measures risk={data} />
            <Section title={t("Falls")}>
              <Drawdowns risk={data} />
            </Section>
            <Section title={t("Where the risk comes from")}>
              <Contributions risk={data} />
            </Section>
            <Section title={t("What moves together")}>
              <Correlation risk={data} />
            </Section>
          </div>
        )}
      </Loaded>
    </>
  );
}

function Drawdowns({ risk: { drawdowns } }: { risk: Risk }) {
  if (drawdowns.length === 0) return <p className="text-soft">{t("No fall in this period.")}</p>;
  return (
    <Table caption={t("Falls, deepest first")}>
      <thead>
        <tr>
          <Th>{t("Depth")}</Th>
          <Th>{t("From the top of")}</Th>
          <Th>{t("To the bottom of")}</Th>
          <Th className="hidden sm:table-cell">{t("Made up by")}</Th>
        </tr>
      </thead>
      <tbody>
        {drawdowns.map(({ depth, peak, trough, recovery }) => (
          <tr key={peak}>
            <Td className="font-semibold text-loss">{formatPercent(-depth, 1)}</Td>
            <Td>{formatDay(peak)}</Td>
            <Td>{formatDay(trough)}</Td>
            <Td className="hidden sm:table-cell">
              {recovery ? formatDay(recovery) : t("not yet")}
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function Contributions({ risk: { contributions, notes } }: { risk: Risk }) {
  if (contributions.length === 0) return <Reason text={notes.contributions} />;
  const sorted = [...contributions].sort((a, b) => b.share - a.share);
  const most = Math.max(...sorted.map(({ share, weight }) => Math.max(Math.abs(share), weight)));
  return (
    <>
      <Table caption={t("Share of value and of risk")}>
        <thead>
          <tr>
            <Th>{t("Symbol")}</Th>
            <Th isNumeric>{t("Of the value")}</Th>
            <Th isNumeric>{t("Of the risk")}</Th>
            <Th className="w-1/2">
              <span className="sr-only">{t("Share of the risk as a bar")}</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {sorted.map(({ symbol, share, weight }) => (
            <tr key={symbol}>
              <Td className="font-semibold">{symbol}</Td>
              <Td isNumeric>{formatPercent(weight, 1)}</Td>
              <Td isNumeric>{formatPercent(share, 1)}</Td>
              <Td>
                <ShareBar share={share} most={most} />
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
      <p className="label mt-2">
        {t(
          "A holding with more of the risk than of the value swings more than the rest, or with it. Cash is left out.",
        )}
      </p>
    </>
  );
}

function Correlation({ risk: { correlation, notes } }: { risk: Risk }) {
  const { symbols, matrix } = correlation;
  if (symbols.length < 2) {
    return <Reason text={notes.correlation ?? t("Needs two holdings at least.")} />;
  }
  return (
    <>
      <HeatMatrix caption={t("Correlation of daily returns")} names={symbols} matrix={matrix} />
      <p className="label mt-2">
        {t(
          "1: they rise and fall together. 0: independent. Below 0: one tends to rise when the other falls, which is what spreads risk.",
        )}
      </p>
    </>
  );
}

function Reason({ text }: { text: string | undefined }) {
  return <p className="text-soft">{text ?? t("Nothing to show for this period.")}</p>;
}
