import type { useWhatIf } from "@/api/planning";
import { failureOf } from "@/api/errors";
import { messageAt } from "@/api/planning-problems";
import type { WhatIf, WhatIfInput } from "@/api/models";
import type { Plan } from "@/api/plan-explanation";
import { ExplainedPlan } from "@/features/explain/explained-plan";
import { t } from "@/languages/translate";
import { textOf } from "@/lib/forms";
import { formatMoney, formatMoneyChange, formatPercent, formatQuantity } from "@/lib/money";
import { Button } from "@/ui/button";
import { SelectField, TextField } from "@/ui/field";
import { Icon } from "@/ui/icon";
import { Section } from "@/ui/page";
import { ErrorState } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";

import { tradeOf, type Trade } from "./choices";
import { useKept } from "./kept";
import { OfAnotherView } from "./other-view";
import { PlanForm } from "./plan-form";

/** Trades that are only imagined, and the portfolio after them. */
export function WhatIfTrades({
  portfolioId,
  whatIf,
}: {
  portfolioId: string;
  whatIf: ReturnType<typeof useWhatIf>;
}) {
  const [trades, setTrades] = useKept<Trade[]>("trades", []);
  const ask = (wanted: Trade[]) => {
    setTrades(wanted);
    if (wanted.length > 0) whatIf.mutate({ trades: wanted });
    else whatIf.reset();
  };
  const imagine = (form: HTMLFormElement) => {
    const written = new FormData(form);
    const trade = tradeOf(textOf(written, "side"), {
      symbol: textOf(written, "symbol"),
      quantity: textOf(written, "quantity"),
      price: textOf(written, "price"),
      fee: textOf(written, "fee"),
    });
    ask([...trades, trade]);
    form.reset();
  };
  return (
    <Section title={t("If you traded now")}>
      {whatIf.isError && <ErrorState className="mb-4" failure={failureOf(whatIf.error)} />}
      <PlanForm
        ask={t("Imagine it")}
        isBusy={whatIf.isPending}
        onAsk={imagine}
        note={t("At the last price unless you name one. Nothing is booked.")}
        more={
          <div className="flex flex-wrap gap-3">
            <TextField
              label={t("Price")}
              name="price"
              inputMode="decimal"
              autoComplete="off"
              hint={t("In the symbol’s currency; the last price if empty.")}
              className="w-56"
            />
            <TextField
              label={t("Fee")}
              name="fee"
              inputMode="decimal"
              autoComplete="off"
              hint={t("In the same currency; none if empty.")}
              className="w-56"
            />
          </div>
        }
      >
        <SelectField label={t("Trade")} name="side" className="w-28">
          <option value="buy">{t("Buy")}</option>
          <option value="sell">{t("Sell")}</option>
        </SelectField>
        <TextField
          label={t("Quantity")}
          name="quantity"
          inputMode="decimal"
          required
          className="w-28"
        />
        <TextField label={t("Symbol")} name="symbol" required autoComplete="off" className="w-32" />
      </PlanForm>
      <ul className="mt-4 flex flex-wrap gap-2">
        {trades.map((trade, index) => (
          <li key={index}>
            <Button
              look="secondary"
              size="sm"
              aria-label={t("Leave out: {trade}", { trade: inWords(trade) })}
              onClick={() => ask(trades.filter((_, other) => other !== index))}
            >
              {inWords(trade)} <Icon name="close" className="size-3.5" />
            </Button>
            {whatIf.isError && <Wrong message={messageAt(whatIf.error, "trades", index)} />}
          </li>
        ))}
      </ul>
      <OfAnotherView is={whatIf.isOfAnotherView && trades.length > 0} />
      {whatIf.isOfAnotherView && trades.length > 0 && (
        <Button className="mt-3" onClick={() => ask(trades)}>
          {t("Imagine them again")}
        </Button>
      )}
      {whatIf.data && trades.length > 0 && (
        <Comparison
          answer={whatIf.data}
          portfolioId={portfolioId}
          plan={planOf(whatIf.variables)}
        />
      )}
    </Section>
  );
}

function inWords({ side, quantity, symbol, price, fee }: Trade): string {
  const trade = `${side === "buy" ? t("Buy") : t("Sell")} ${quantity} ${symbol}`;
  const priced = price ? t("{trade} at {price}", { trade, price }) : trade;
  return fee && fee !== "0" ? t("{trade}, fee {fee}", { trade: priced, fee }) : priced;
}

function Wrong({ message }: { message: string | undefined }) {
  return message && <p className="text-sm text-loss">{message}</p>;
}

function planOf(body: WhatIfInput | undefined): Plan | undefined {
  return body && { kind: "what-if", body };
}

function Comparison({
  answer: { before, after, currency, realised_gain },
  portfolioId,
  plan,
}: {
  answer: WhatIf;
  portfolioId: string;
  plan: Plan | undefined;
}) {
  const symbols = [...new Set([...before.items, ...after.items].map(({ symbol }) => symbol))];
  const weight = (branch: "before" | "after", symbol: string) => {
    const { items } = branch === "before" ? before : after;
    const found = items.find((item) => item.symbol === symbol)?.weight;
    if (found == null) return "–";
    return (
      <ExplainedPlan
        {...{ portfolioId, plan }}
        of={{ metric: "weight", branch, symbol }}
        label={t("{symbol}’s share", { symbol })}
        reading="percent"
      >
        {formatPercent(found, 1)}
      </ExplainedPlan>
    );
  };
  return (
    <div className="mt-6">
      <Table caption={t("Before and after")}>
        <thead>
          <tr>
            <Th>{t("Holding")}</Th>
            <Th isNumeric className="hidden sm:table-cell">
              {t("Quantity after")}
            </Th>
            <Th isNumeric>{t("Share before")}</Th>
            <Th isNumeric>{t("Share after")}</Th>
            <Th isNumeric>{t("Value after")}</Th>
          </tr>
        </thead>
        <tbody>
          {symbols.map((symbol) => {
            const item = after.items.find((one) => one.symbol === symbol);
            return (
              <tr key={symbol}>
                <Td className="font-semibold">{symbol}</Td>
                <Td isNumeric className="hidden sm:table-cell">
                  {formatQuantity(item?.quantity ?? "0")}
                </Td>
                <Td isNumeric>{weight("before", symbol)}</Td>
                <Td isNumeric>{weight("after", symbol)}</Td>
                <Td isNumeric>
                  {item?.market_value ? (
                    <ExplainedPlan
                      {...{ portfolioId, plan }}
                      of={{ metric: "market_value", branch: "after", symbol }}
                      label={t("{symbol}’s value", { symbol })}
                    >
                      {formatMoney(item.market_value, currency)}
                    </ExplainedPlan>
                  ) : (
                    "–"
                  )}
                </Td>
              </tr>
            );
          })}
          {after.cash.map((cash) => (
            <tr key={cash.currency}>
              <Td className="font-semibold">{t("Cash {currency}", { currency: cash.currency })}</Td>
              <Td className="hidden sm:table-cell" />
              <Td />
              <Td />
              <Td isNumeric>{formatMoney(cash.amount, cash.currency)}</Td>
            </tr>
          ))}
        </tbody>
      </Table>
      {realised_gain !== null && (
        <p className="mt-3">
          {t("Gain realised by it:")}{" "}
          <strong>
            <ExplainedPlan
              {...{ portfolioId, plan }}
              of={{ metric: "realised_gain" }}
              label={t("the gain realised by the trades")}
            >
              {formatMoneyChange(realised_gain, currency)}
            </ExplainedPlan>
          </strong>
        </p>
      )}
    </div>
  );
}
