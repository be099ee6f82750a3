import { useIncome } from "@/api/income";
import type { ExplainedMetric, Income } from "@/api/models";
import { usePortfolioTab } from "@/api/portfolio-tab";
import { Explained } from "@/features/explain/explained";
import { t } from "@/languages/translate";
import { sumDecimals } from "@/lib/decimal";
import { formatMoney, formatPercent } from "@/lib/money";
import { Figure, Figures } from "@/ui/figures";
import { Loaded } from "@/ui/loaded";
import { Section, useTitle } from "@/ui/page";
import { EmptyState, Skeleton } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";

import { ExpectedDividends } from "./expected-dividends";
import { IncomeCalendar } from "./income-calendar";

/** How the service names the year behind today. */
const LAST_YEAR = "last_twelve_months";

export function IncomePage() {
  const { id } = usePortfolioTab();
  useTitle(t("Income"));
  const income = useIncome(id);
  return (
    <Loaded query={income} skeleton={<Skeleton className="h-[36rem]" />}>
      {(data) => <Reading portfolioId={id} income={data} />}
    </Loaded>
  );
}

function Reading({ portfolioId, income }: { portfolioId: string; income: Income }) {
  const { currency, total, last_twelve_months, by_month, by_symbol, expected } = income;
  if (by_month.length === 0 && expected.length === 0) {
    return (
      <EmptyState title={t("No income yet")}>
        <p>
          {t("Dividends and interest appear here, by month and by holding, once they are booked.")}
        </p>
      </EmptyState>
    );
  }
  return (
    <div className="flex flex-col gap-10">
      <Figures>
        <Figure label={t("Income so far")} note={t("before tax withheld")}>
          <Explained portfolioId={portfolioId} metric="income" label={t("the income")}>
            {total === null ? "–" : formatMoney(total, currency)}
          </Explained>
        </Figure>
        <Figure label={t("Last twelve months")}>
          {last_twelve_months === null ? (
            "–"
          ) : (
            <Explained
              portfolioId={portfolioId}
              metric="income"
              of={{ key: LAST_YEAR }}
              label={t("the income of the last twelve months")}
            >
              {formatMoney(last_twelve_months, currency)}
            </Explained>
          )}
        </Figure>
        <Figure label={t("Tax withheld")} note={t("of the months below")}>
          <Explained portfolioId={portfolioId} metric="withholding" label={t("the tax withheld")}>
            {formatMoney(sumDecimals(by_month.map(({ tax }) => tax ?? "0")), currency)}
          </Explained>
        </Figure>
      </Figures>
      {by_month.length > 0 && (
        <Section title={t("Calendar")}>
          <IncomeCalendar portfolioId={portfolioId} income={income} />
        </Section>
      )}
      <ExpectedDividends portfolioId={portfolioId} income={income} />
      {by_symbol.length > 0 && (
        <Section title={t("By holding")}>
          <BySymbol portfolioId={portfolioId} income={income} />
        </Section>
      )}
    </div>
  );
}

function BySymbol({ portfolioId, income }: { portfolioId: string; income: Income }) {
  const { by_symbol, currency } = income;
  return (
    <Table caption={t("Income by holding")}>
      <thead>
        <tr>
          <Th>{t("Symbol")}</Th>
          <Th isNumeric>{t("Last twelve months")}</Th>
          <Th isNumeric className="hidden sm:table-cell">
            {t("Of its cost")}
          </Th>
          <Th isNumeric className="hidden sm:table-cell">
            {t("Of its value")}
          </Th>
          <Th isNumeric>{t("In all")}</Th>
        </tr>
      </thead>
      <tbody>
        {by_symbol.map((one) => (
          <RowOf key={one.symbol} {...{ portfolioId, currency, one }} />
        ))}
      </tbody>
    </Table>
  );
}

function RowOf({
  portfolioId,
  currency,
  one,
}: {
  portfolioId: string;
  currency: string;
  one: Income["by_symbol"][number];
}) {
  const { symbol } = one;
  const explained = (metric: ExplainedMetric, label: string, text: string | null, key?: string) =>
    text === null ? (
      "–"
    ) : (
      <Explained
        {...{ portfolioId, metric, label }}
        of={{ symbol, ...(key && { key }) }}
        reading="percent"
      >
        {text}
      </Explained>
    );
  const money = (value: string | null) => value && formatMoney(value, currency);
  const ratio = (value: number | null) => (value === null ? null : formatPercent(value));
  const lastYear = t("the income from {symbol} in twelve months", { symbol });
  return (
    <tr>
      <Td className="font-semibold">{symbol}</Td>
      <Td isNumeric>{explained("income", lastYear, money(one.last_twelve_months), LAST_YEAR)}</Td>
      <Td isNumeric className="hidden sm:table-cell">
        {explained(
          "yield_on_cost",
          t("{symbol}’s yield on cost", { symbol }),
          ratio(one.yield_on_cost),
        )}
      </Td>
      <Td isNumeric className="hidden sm:table-cell">
        {explained(
          "dividend_yield",
          t("{symbol}’s dividend yield", { symbol }),
          ratio(one.dividend_yield),
        )}
      </Td>
      <Td isNumeric>
        {explained("income", t("the income from {symbol}", { symbol }), money(one.total))}
      </Td>
    </tr>
  );
}
