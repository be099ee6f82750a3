import { memo } from "react";
import { Link } from "react-router";

import type { Portfolio } from "@/api/models";
import { useHoldings, usePortfolios } from "@/api/portfolios";
import { t } from "@/languages/translate";
import { signOf } from "@/lib/decimal";
import {
  formatMoney,
  formatMoneyChange,
  formatPercentChange,
  formatPrice,
  formatQuantity,
} from "@/lib/money";
import { Change } from "@/ui/change";
import { Figure, Figures } from "@/ui/figures";
import { Section } from "@/ui/page";

/** What of this symbol is held, one line of figures a portfolio; nothing where none is. */
export const YourPosition = memo(function YourPosition({ symbol }: { symbol: string }) {
  const portfolios = usePortfolios().data ?? [];
  return portfolios.map((portfolio) => (
    <PositionIn key={portfolio.id} portfolio={portfolio} symbol={symbol} />
  ));
});

function PositionIn({ portfolio, symbol }: { portfolio: Portfolio; symbol: string }) {
  const { data } = useHoldings(portfolio.id);
  const held = data?.items.find((one) => one.symbol === symbol);
  if (!data || !held) return null;
  return (
    <Section
      title={t("Your position in {name}", { name: portfolio.name })}
      aside={
        <Link className="link text-sm" to={`/portfolios/${portfolio.id}`}>
          {t("Open the portfolio")}
        </Link>
      }
    >
      <Figures>
        <Figure label={t("Quantity")}>{formatQuantity(held.quantity)}</Figure>
        <Figure label={t("Average price")}>
          {held.average_price === null ? "–" : formatPrice(held.average_price, held.currency)}
        </Figure>
        <Figure label={t("Value")}>
          {held.market_value === null
            ? t("no price yet")
            : formatMoney(held.market_value, data.currency)}
        </Figure>
        {held.unrealised_gain !== null && (
          <Figure
            label={t("Unrealised gain")}
            note={held.unrealised_return !== null && formatPercentChange(held.unrealised_return)}
          >
            <Change sign={signOf(held.unrealised_gain)}>
              {formatMoneyChange(held.unrealised_gain, data.currency)}
            </Change>
          </Figure>
        )}
      </Figures>
    </Section>
  );
}
