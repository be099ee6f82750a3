import type { Income } from "@/api/models";
import { MonthGrid } from "@/charts/month-grid";
import { Explained } from "@/features/explain/explained";
import { t } from "@/languages/translate";
import { sumDecimals } from "@/lib/decimal";
import { formatMoney } from "@/lib/money";

/** What came in, month by month, after the tax that was withheld. */
export function IncomeCalendar({ portfolioId, income }: { portfolioId: string; income: Income }) {
  const { by_month, currency } = income;
  const most = Math.max(...by_month.map(({ net }) => Math.abs(Number(net ?? 0))), 1);
  const yearOf = (year: string) =>
    sumDecimals(
      by_month.filter(({ month }) => month.startsWith(year)).map(({ net }) => net ?? "0"),
    );
  const explained = (key: string, text: string) => (
    <Explained
      portfolioId={portfolioId}
      metric="net_income"
      of={{ key }}
      label={t("the income of {period}", { period: key })}
    >
      {text}
    </Explained>
  );
  return (
    <>
      <MonthGrid
        caption={t("Income of each month")}
        values={by_month.map(({ month, net }) => ({
          month,
          text: net === null ? "–" : explained(month, formatMoney(net, currency)),
          strength: Number(net ?? 0) / most,
        }))}
        total={{
          label: t("Year"),
          of: (year) => explained(year, formatMoney(yearOf(year), currency)),
        }}
      />
      <p className="label mt-2">{t("Dividends and interest, net of withheld tax.")}</p>
    </>
  );
}
