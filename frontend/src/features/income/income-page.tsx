import { useIncome } from "@/api/analysis";
import type { Income } from "@/api/models";
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
          {last_twelve_months === null ? "–" : formatMoney(last_twelve_months, currency)}
        </Figure>
        <Figure label={t("Tax withheld")} note={t("of the months below")}>
          {formatMoney(sumDecimals(by_month.map(({ tax }) => tax ?? "0")), currency)}
        </Figure>
      </Figures>
      {by_month.length > 0 && (
        <Section title={t("Calendar")}>
          <IncomeCalendar income={income} />
        </Section>
      )}
      <ExpectedDividends portfolioId={portfolioId} income={income} />
      {by_symbol.length > 0 && (
        <Section title={t("By holding")}>
          <BySymbol income={income} />
        </Section>
      )}
    </div>
  );
}

function BySymbol({ income: { by_symbol, currency } }: { income: Income }) {
  const money = (value: string | null) => (value === null ? "–" : formatMoney(value, currency));
  const ratio = (value: number | null) => (value === null ? "–" : formatPercent(value));
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
          <tr key={one.symbol}>
            <Td className="font-semibold">{one.symbol}</Td>
            <Td isNumeric>{money(one.last_twelve_months)}</Td>
            <Td isNumeric className="hidden sm:table-cell">
              {ratio(one.yield_on_cost)}
            </Td>
            <Td isNumeric className="hidden sm:table-cell">
              {ratio(one.dividend_yield)}
            </Td>
            <Td isNumeric>{money(one.total)}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
