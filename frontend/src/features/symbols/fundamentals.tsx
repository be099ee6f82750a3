import { memo, useState } from "react";

import { useFundamentals } from "@/api/market";
import type { Fundamentals as Facts, Statement } from "@/api/models";
import { t } from "@/languages/translate";
import { formatDay } from "@/lib/dates";
import { formatMoneyShort, formatNumber, formatPercent, formatPrice } from "@/lib/money";
import { Freshness } from "@/ui/freshness";
import { Loaded } from "@/ui/loaded";
import { Section } from "@/ui/page";
import { Segmented } from "@/ui/segmented";
import { Skeleton } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";

import { RATIO_GROUPS, STATEMENT_KINDS, statementRowName, type RatioForm } from "./ratios";

/** Ratios, reported earnings and statements as the source gives them; what it lacks is left out. */
export const Fundamentals = memo(function Fundamentals({ symbol }: { symbol: string }) {
  const fundamentals = useFundamentals(symbol);
  return (
    <Section title={t("Fundamentals")}>
      <Loaded query={fundamentals} skeleton={<Skeleton className="h-56" />} isBelow>
        {(facts) => <Told facts={facts} />}
      </Loaded>
    </Section>
  );
});

function Told({ facts }: { facts: Facts }) {
  const { ratios, statements, profile, earnings } = facts;
  const isEmpty = Object.keys(ratios).length === 0 && statements.length === 0;
  return (
    <div className="flex flex-col gap-8">
      {profile.description && <About text={profile.description} />}
      {isEmpty && (
        <p className="text-soft">
          {t(
            "The source of this symbol tells nothing of its business. A live source brings ratios, earnings and statements.",
          )}
        </p>
      )}
      <Ratios facts={facts} />
      {earnings.length > 0 && <Earnings facts={facts} />}
      {statements.length > 0 && <Statements statements={statements} />}
      {!isEmpty && <Freshness asOf={facts.as_of} source={facts.source} isStale={facts.is_stale} />}
    </div>
  );
}

const SHORT = 280;

function About({ text }: { text: string }) {
  const [isWhole, setWhole] = useState(text.length <= SHORT);
  return (
    <p className="max-w-prose text-soft">
      {isWhole ? text : `${text.slice(0, text.lastIndexOf(" ", SHORT))}… `}
      {!isWhole && (
        <button type="button" className="link" onClick={() => setWhole(true)}>
          {t("Read on")}
        </button>
      )}
    </p>
  );
}

function Ratios({ facts: { ratios, currency } }: { facts: Facts }) {
  const groups = RATIO_GROUPS.map(({ title, items }) => ({
    title,
    items: items.filter(({ name }) => ratios[name] !== undefined),
  })).filter(({ items }) => items.length > 0);
  return (
    <div className="grid gap-x-10 gap-y-6 empty:hidden sm:grid-cols-2">
      {groups.map(({ title, items }) => (
        <div key={title}>
          <h3 className="mb-1 font-sans text-sm font-semibold">{title}</h3>
          <dl>
            {items.map(({ name, label, form }) => (
              <div key={name} className="flex justify-between gap-4 border-b border-line py-1.5">
                <dt className="text-faint">{label}</dt>
                <dd>{written(ratios[name] ?? 0, form, currency)}</dd>
              </div>
            ))}
          </dl>
        </div>
      ))}
    </div>
  );
}

function written(value: number, form: RatioForm, currency: string | null): string {
  if (form === "share") return formatPercent(value, 1);
  if (form === "amount" && currency) return formatMoneyShort(value, currency);
  if (form === "price" && currency) return formatPrice(value.toFixed(2), currency);
  return formatNumber(value, form === "count" ? 0 : 2);
}

function Earnings({ facts: { earnings, currency, upcoming_earnings } }: { facts: Facts }) {
  const price = (value: string | null) =>
    value === null ? "–" : currency ? formatPrice(value, currency) : value;
  return (
    <div>
      <h3 className="mb-1 font-sans text-sm font-semibold">{t("Earnings a share")}</h3>
      {upcoming_earnings && (
        <p className="label">
          {t("Next report: {day}", { day: formatDay(upcoming_earnings.first_day) })}
          {upcoming_earnings.is_estimate && ` (${t("estimated day")})`}
        </p>
      )}
      <Table caption={t("Earnings a share")}>
        <thead>
          <tr>
            <Th>{t("Quarter")}</Th>
            <Th isNumeric>{t("Expected")}</Th>
            <Th isNumeric>{t("Reported")}</Th>
          </tr>
        </thead>
        <tbody>
          {earnings.map(({ quarter, estimate, actual }) => (
            <tr key={quarter}>
              <Td>{quarter}</Td>
              <Td isNumeric>{price(estimate)}</Td>
              <Td isNumeric>{price(actual)}</Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

const MOST_COLUMNS = 5;

function Statements({ statements }: { statements: readonly Statement[] }) {
  const [kind, setKind] = useState<Statement["kind"]>("income");
  const [period, setPeriod] = useState<Statement["period"]>("annual");
  const shown = statements
    .filter((one) => one.kind === kind && one.period === period)
    .sort((a, b) => b.end.localeCompare(a.end))
    .slice(0, MOST_COLUMNS);
  const rows = [...new Set(shown.flatMap(({ items }) => Object.keys(items)))];
  return (
    <div>
      <div className="mb-3 flex flex-wrap gap-2">
        <Segmented
          label={t("Statement")}
          value={kind}
          options={STATEMENT_KINDS}
          onChange={setKind}
        />
        <Segmented
          label={t("Period")}
          value={period}
          options={[
            { value: "annual", label: t("Years") },
            { value: "quarterly", label: t("Quarters") },
          ]}
          onChange={setPeriod}
        />
      </div>
      {rows.length === 0 ? (
        <p className="text-soft">{t("Not told by the source.")}</p>
      ) : (
        <Table caption={t("Statement")}>
          <thead>
            <tr>
              <Th>{t("Until")}</Th>
              {shown.map(({ end }) => (
                <Th key={end} isNumeric>
                  {formatDay(end)}
                </Th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row}>
                <Td>{statementRowName(row)}</Td>
                {shown.map(({ end, items, currency }) => (
                  <Td key={end} isNumeric>
                    {items[row] === undefined
                      ? "–"
                      : formatMoneyShort(Number(items[row]), currency)}
                  </Td>
                ))}
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </div>
  );
}
