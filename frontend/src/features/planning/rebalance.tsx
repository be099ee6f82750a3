import type { SubmitEvent } from "react";

import { useRebalancing } from "@/api/planning";
import { failureOf } from "@/api/errors";
import type { Holdings, Rebalancing } from "@/api/models";
import type { Plan, PlanFigure } from "@/api/plan-explanation";
import { ExplainedPlan } from "@/features/explain/explained-plan";
import { Say } from "@/languages/say";
import { t } from "@/languages/translate";
import { textOf } from "@/lib/forms";
import { formatMoney, formatMoneyChange, formatPercent, formatQuantity } from "@/lib/money";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { Section } from "@/ui/page";
import { ErrorState } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";

/** Share of the holdings wanted in each symbol, 0 to 1. */
export type Targets = Record<string, number>;

/** From wanted shares to the list of trades. */
export function Rebalance({
  portfolioId,
  holdings,
  targets,
}: {
  portfolioId: string;
  holdings: Holdings;
  targets: Targets | undefined;
}) {
  const rebalancing = useRebalancing(portfolioId);
  const symbols = [
    ...new Set([...holdings.items.map(({ symbol }) => symbol), ...Object.keys(targets ?? {})]),
  ];
  const wanted = targets ?? sharesOf(holdings);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    rebalancing.mutate({
      targets: Object.fromEntries(
        symbols.map((symbol) => [symbol, ratioOf(textOf(form, `target ${symbol}`))]),
      ),
      band: Number(textOf(form, "band")) / 100,
      min_trade: textOf(form, "min_trade"),
      cash: textOf(form, "cash"),
      whole_shares: form.get("whole") === "on",
    });
  };
  return (
    <Section title={t("Back to the shares you want")}>
      <form onSubmit={submit} className="flex flex-col gap-5">
        <div className="grid grid-cols-2 gap-3 sm:grid-cols-4 lg:grid-cols-6">
          {symbols.map((symbol) => (
            <TextField
              key={symbol}
              label={`${symbol}, %`}
              name={`target ${symbol}`}
              type="number"
              min={0}
              max={100}
              step="any"
              required
              defaultValue={((wanted[symbol] ?? 0) * 100).toFixed(1)}
            />
          ))}
        </div>
        <div className="flex flex-wrap items-end gap-3">
          <TextField
            label={t("Leave alone within, %")}
            name="band"
            type="number"
            min={0}
            max={50}
            step="any"
            required
            defaultValue={1}
            className="w-40"
          />
          <TextField
            label={t("Smallest trade, {currency}", { currency: holdings.currency })}
            name="min_trade"
            inputMode="decimal"
            required
            defaultValue="100"
            className="w-40"
          />
          <TextField
            label={t("New money, {currency}", { currency: holdings.currency })}
            name="cash"
            inputMode="decimal"
            required
            defaultValue="0"
            className="w-36"
          />
          <label className="flex min-h-10 items-center gap-2">
            <input type="checkbox" name="whole" defaultChecked className="size-4" />{" "}
            {t("Whole shares")}
          </label>
          <Button type="submit" isBusy={rebalancing.isPending}>
            {t("List the trades")}
          </Button>
        </div>
      </form>
      {rebalancing.isError && (
        <ErrorState className="mt-4" failure={failureOf(rebalancing.error)} />
      )}
      {rebalancing.data && (
        <Trades
          answer={rebalancing.data}
          portfolioId={portfolioId}
          plan={{ kind: "rebalance", body: rebalancing.variables }}
        />
      )}
    </Section>
  );
}

function sharesOf({ items }: Holdings): Targets {
  const total = items.reduce((sum, { weight }) => sum + (weight ?? 0), 0) || 1;
  return Object.fromEntries(items.map(({ symbol, weight }) => [symbol, (weight ?? 0) / total]));
}

function ratioOf(percent: string): number {
  return Number((Number(percent) / 100).toFixed(6));
}

function Trades({
  answer,
  portfolioId,
  plan,
}: {
  answer: Rebalancing;
  portfolioId: string;
  plan: Plan;
}) {
  const { trades, currency, realised_gain, cash_left, weights } = answer;
  const figure = (of: PlanFigure, label: string, text: string, reading?: "percent") => (
    <ExplainedPlan {...{ portfolioId, plan, of, label }} {...(reading && { reading })}>
      {text}
    </ExplainedPlan>
  );
  const after = new Map(weights.map((one) => [one.symbol, one]));
  if (trades.length === 0) {
    return (
      <p className="mt-6 text-soft">{t("Nothing to trade: every share is within its range.")}</p>
    );
  }
  return (
    <div className="mt-6">
      <Table caption={t("Trades that lead there")}>
        <thead>
          <tr>
            <Th>{t("Trade")}</Th>
            <Th isNumeric>{t("Quantity")}</Th>
            <Th isNumeric className="hidden sm:table-cell">
              {t("Price")}
            </Th>
            <Th isNumeric>{t("Value")}</Th>
            <Th isNumeric className="hidden sm:table-cell">
              {t("Share before and after")}
            </Th>
          </tr>
        </thead>
        <tbody>
          {trades.map((trade) => {
            const { symbol } = trade;
            const weight = after.get(symbol);
            const share = (metric: "before" | "after", value: number) =>
              figure(
                { metric, symbol },
                t("{symbol}’s share", { symbol }),
                formatPercent(value, 1),
                "percent",
              );
            return (
              <tr key={trade.symbol}>
                <Td className="font-semibold">
                  <Badge tone={trade.side === "buy" ? "accent" : "plain"}>
                    {trade.side === "buy" ? t("Buy") : t("Sell")}
                  </Badge>{" "}
                  {trade.symbol}
                </Td>
                <Td isNumeric>
                  {figure(
                    { metric: "quantity", symbol },
                    t("the quantity of {symbol}", { symbol }),
                    formatQuantity(trade.quantity),
                  )}
                </Td>
                <Td isNumeric className="hidden sm:table-cell">
                  {formatMoney(trade.price, currency)}
                </Td>
                <Td isNumeric>
                  {figure(
                    { metric: "value", symbol },
                    t("{symbol}’s value", { symbol }),
                    formatMoney(trade.value, currency),
                  )}
                </Td>
                <Td isNumeric className="hidden sm:table-cell">
                  {weight && (
                    <>
                      {share("before", weight.before)} → {share("after", weight.after)}
                    </>
                  )}
                </Td>
              </tr>
            );
          })}
        </tbody>
      </Table>
      <p className="mt-3 text-soft">
        <Say
          message="Gain realised by it: <gain>{gain}</gain>. Cash left over: <cash>{cash}</cash>."
          values={{
            gain: formatMoneyChange(realised_gain, currency),
            cash: formatMoney(cash_left, currency),
          }}
          parts={{
            gain: (text) => (
              <strong>
                {figure({ metric: "realised_gain" }, t("the gain realised by the trades"), text)}
              </strong>
            ),
            cash: (text) => (
              <strong>{figure({ metric: "cash_left" }, t("the cash left over"), text)}</strong>
            ),
          }}
        />
      </p>
    </div>
  );
}
