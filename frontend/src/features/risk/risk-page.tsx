import { useRisk } from "@/api/risk";
import type { Risk } from "@/api/models";
import { usePortfolioTab } from "@/api/portfolio-tab";
import { PERIODS } from "@/api/portfolios";
import { HeatMatrix } from "@/charts/heat-matrix";
import { ShareBar } from "@/charts/share-bar";
import { ALL, riskAskedOf, USUAL_WINDOW } from "@/features/measuring/choices";
import { Toolbar } from "@/features/measuring/toolbar";
import { useMeasured } from "@/features/measuring/use-measured";
import { t } from "@/languages/translate";
import { cx } from "@/lib/class-names";
import { formatDay } from "@/lib/dates";
import { formatInteger, formatPercent } from "@/lib/money";
import { Loaded } from "@/ui/loaded";
import { Section, useTitle } from "@/ui/page";
import { Skeleton } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";

import { ExplainedRisk, type AskedOfRisk } from "./explained-risk";
import { Measures } from "./measures";
import { RollingRisk } from "./rolling-risk";

type Shown = { risk: Risk; asked: AskedOfRisk };

export function RiskPage() {
  const { id } = usePortfolioTab();
  useTitle(t("Risk"));
  const measured = useMeasured();
  const { span, choices } = measured;
  const of = riskAskedOf(choices);
  const risk = useRisk(id, span, of, Number(choices.window) || USUAL_WINDOW);
  const asked: AskedOfRisk = { portfolioId: id, of: { ...span, ...of } };
  return (
    <>
      <Toolbar
        measured={measured}
        days={risk.data && daysOf(risk.data)}
        offered={ALL}
        // The risk of a single return cannot be told.
        periods={PERIODS}
      />
      <Loaded query={risk} skeleton={<Skeleton className="h-[40rem]" />}>
        {(data) => (
          <div className={cx("flex flex-col gap-10", risk.isPlaceholderData && "opacity-60")}>
            <p className="label -mb-6">
              {t("{from} to {to}, {days} daily returns", {
                from: formatDay(data.from),
                to: formatDay(data.to),
                days: formatInteger(data.observations),
              })}
              {data.benchmark && t(", against {benchmark}", { benchmark: data.benchmark })}
            </p>
            <Measures risk={data} asked={asked} />
            {data.rolling && <RollingRisk rolling={data.rolling} asked={asked} />}
            <Section title={t("Falls")}>
              <Drawdowns risk={data} asked={asked} />
            </Section>
            <Section title={t("Where the risk comes from")}>
              <Contributions risk={data} asked={asked} />
            </Section>
            <Section title={t("What moves together")}>
              <Correlation risk={data} asked={asked} />
            </Section>
          </div>
        )}
      </Loaded>
    </>
  );
}

function daysOf({ from, to }: Risk) {
  return { from, to };
}

function Drawdowns({ risk: { drawdowns, observations, notes }, asked }: Shown) {
  if (drawdowns.length === 0) {
    const reason = observations === 0 ? notes.max_drawdown : undefined;
    return <p className="text-soft">{reason ?? t("No fall in this period.")}</p>;
  }
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
        {drawdowns.map(({ depth, peak, trough, recovery }, place) => (
          <tr key={peak}>
            <Td className="font-semibold text-loss">
              <ExplainedRisk
                asked={asked}
                metric="max_drawdown"
                which={String(place + 1)}
                label={t("the fall from {day}", { day: formatDay(peak) })}
              >
                {formatPercent(-depth, 1)}
              </ExplainedRisk>
            </Td>
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

function Contributions({ risk: { contributions, notes }, asked }: Shown) {
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
              <Td isNumeric>
                <ExplainedRisk
                  asked={asked}
                  metric="risk_contribution"
                  which={symbol}
                  label={t("{symbol}’s share of the risk", { symbol })}
                >
                  {formatPercent(share, 1)}
                </ExplainedRisk>
              </Td>
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

function Correlation({ risk: { correlation, notes }, asked }: Shown) {
  const { symbols, matrix } = correlation;
  if (symbols.length < 2) {
    return <Reason text={notes.correlation ?? t("Needs two holdings at least.")} />;
  }
  return (
    <>
      <HeatMatrix
        caption={t("Correlation of daily returns")}
        names={symbols}
        matrix={matrix}
        written={(one, other, text) =>
          one === other ? (
            text
          ) : (
            <ExplainedRisk
              asked={asked}
              metric="correlation"
              which={`${one}/${other}`}
              label={t("the correlation of {one} and {other}", { one, other })}
              reading="number"
            >
              {text}
            </ExplainedRisk>
          )
        }
      />
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
