import type { useRebalancing } from "@/api/planning";
import { failureOf } from "@/api/errors";
import { messageAt } from "@/api/planning-problems";
import type { Holdings, Rebalancing } from "@/api/models";
import type { Plan, PlanFigure } from "@/api/plan-explanation";
import { ExplainedPlan } from "@/features/explain/explained-plan";
import { Say } from "@/languages/say";
import { t } from "@/languages/translate";
import { formatMoney, formatMoneyChange, formatPercent, formatQuantity } from "@/lib/money";
import { Badge } from "@/ui/badge";
import { TextField } from "@/ui/field";
import { Section } from "@/ui/page";
import { ErrorState } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";

import { FRESH_REBALANCING, hasTwins, percentBelow, rebalancingBody, upper } from "./choices";
import { fieldsOf } from "./fields-of";
import { useKept } from "./kept";
import { OfAnotherView } from "./other-view";
import { PlanForm } from "./plan-form";
import { PlanNotes } from "./plan-notes";
import { Rows } from "./rows";

/** Share of the holdings wanted in each symbol, 0 to 1. */
export type Targets = Record<string, number>;

/** From wanted shares to the list of trades. */
export function Rebalance({
  portfolioId,
  holdings,
  targets,
  rebalancing,
}: {
  portfolioId: string;
  holdings: Holdings;
  targets: Targets | undefined;
  rebalancing: ReturnType<typeof useRebalancing>;
}) {
  const symbols = [
    ...new Set([...holdings.items.map(({ symbol }) => symbol), ...Object.keys(targets ?? {})]),
  ];
  const wanted = targets ?? sharesOf(holdings);
  // Shares found by another question begin anew.
  const [choices, setChoices] = useKept(
    `rebalance ${JSON.stringify(targets ?? null)}`,
    FRESH_REBALANCING,
  );
  const shownOf = (symbol: string) =>
    choices.shares[symbol] ?? ((wanted[symbol] ?? 0) * 100).toFixed(1);
  const shares = Object.fromEntries(
    symbols.map((symbol) => [symbol, choices.shares[symbol] ?? percentBelow(wanted[symbol] ?? 0)]),
  );
  const { field, rows } = fieldsOf(choices, setChoices, rebalancing.error);
  const more = rows("more", upper, "targets");
  // What is held has a field of its own: a row for it would count instead.
  const isHeldToo = choices.more.some(({ name }) => symbols.includes(upper(name)));
  return (
    <Section title={t("Back to the shares you want")}>
      {rebalancing.isError && (
        <ErrorState className="mb-4" failure={failureOf(rebalancing.error)} />
      )}
      <PlanForm
        ask={t("List the trades")}
        look="primary"
        isWrong={isHeldToo || hasTwins(choices.more)}
        isBusy={rebalancing.isPending}
        problem={rebalancing.error}
        onAsk={() => rebalancing.mutate(rebalancingBody({ ...choices, shares }))}
        more={
          <Rows
            title={t("Also buy")}
            hint={t("Symbols not held yet, with the share they shall have.")}
            name={t("Symbol")}
            columns={[{ field: "value", label: t("Share, %"), min: 0, max: 100 }]}
            {...more}
            errorOf={(name) =>
              symbols.includes(upper(name)) ? t("It has a field above.") : more.errorOf(name)
            }
          />
        }
      >
        <div className="mb-2 grid w-full grid-cols-2 gap-3 sm:grid-cols-4 lg:grid-cols-6">
          {symbols.map((symbol) => (
            <TextField
              key={symbol}
              label={`${symbol}, %`}
              type="number"
              min={0}
              max={100}
              step="any"
              required
              value={shownOf(symbol)}
              onChange={(event) =>
                setChoices({
                  ...choices,
                  shares: { ...choices.shares, [symbol]: event.target.value },
                })
              }
              error={messageAt(rebalancing.error, "targets", symbol)}
            />
          ))}
        </div>
        <TextField
          label={t("Leave alone within, %")}
          type="number"
          min={0}
          max={50}
          step="any"
          required
          {...field("band", "band")}
          className="w-40"
        />
        <TextField
          label={t("Smallest trade, {currency}", { currency: holdings.currency })}
          inputMode="decimal"
          required
          {...field("leastTrade", "min_trade")}
          className="w-40"
        />
        <TextField
          label={t("New money, {currency}", { currency: holdings.currency })}
          inputMode="decimal"
          required
          {...field("cash", "cash")}
          className="w-36"
        />
        <label className="flex min-h-10 items-center gap-2">
          <input
            type="checkbox"
            checked={choices.isWhole}
            onChange={(event) => setChoices({ ...choices, isWhole: event.target.checked })}
            className="size-4"
          />{" "}
          {t("Whole shares")}
        </label>
      </PlanForm>
      <OfAnotherView is={rebalancing.isOfAnotherView} />
      {rebalancing.data && rebalancing.variables && (
        <>
          <Trades
            answer={rebalancing.data}
            portfolioId={portfolioId}
            plan={{ kind: "rebalance", body: rebalancing.variables }}
          />
          <PlanNotes notes={rebalancing.data.notes} />
        </>
      )}
    </Section>
  );
}

function sharesOf({ items }: Holdings): Targets {
  const total = items.reduce((sum, { weight }) => sum + (weight ?? 0), 0) || 1;
  return Object.fromEntries(items.map(({ symbol, weight }) => [symbol, (weight ?? 0) / total]));
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
