import type { ReactNode } from "react";

import type { Gains } from "@/api/models";
import { t } from "@/languages/translate";
import { formatDay } from "@/lib/dates";
import { sumDecimals } from "@/lib/decimal";
import { formatInteger, formatMoney, formatQuantity } from "@/lib/money";
import { Badge } from "@/ui/badge";
import { Paged } from "@/ui/paged";
import { Table, Td, Th } from "@/ui/table";

import { ExplainedGain } from "./explained-gain";
import { GainAmount } from "./gain-amount";
import { keyOf, ruleOf, taxYearOf, yearInWords } from "./methods";

/** Every closed piece of a lot, newest first, under the tax year it was sold in. */
export function RealisedLots({ gains, year }: { gains: Gains; year: string | null }) {
  const { currency, method } = gains;
  const yearOf = (closed: string) => taxYearOf(method, closed);
  const lots = gains.realised
    .filter(({ closed }) => !year || yearOf(closed) === year)
    .sort((a, b) => b.closed.localeCompare(a.closed));
  const years = [...new Set(lots.map(({ closed }) => yearOf(closed)))];
  if (years.length === 0) {
    return <p className="text-soft">{t("Nothing was sold yet, so no gain is realised.")}</p>;
  }
  return (
    <Paged items={lots}>
      {(shown) => (
        <Table caption={t("Realised gains by lot")}>
          <thead>
            <tr>
              <Th>{t("Symbol")}</Th>
              <Th className="hidden sm:table-cell">{t("Bought")}</Th>
              <Th>{t("Sold")}</Th>
              <Th isNumeric className="hidden md:table-cell">
                {t("Days held")}
              </Th>
              <Th isNumeric className="hidden md:table-cell">
                {t("Quantity")}
              </Th>
              <Th isNumeric className="hidden sm:table-cell">
                {t("Cost")}
              </Th>
              <Th isNumeric className="hidden sm:table-cell">
                {t("Proceeds")}
              </Th>
              <Th isNumeric>{t("Gain")}</Th>
            </tr>
          </thead>
          {years.map((one) => {
            const ofYear = lots.filter(({ closed }) => yearOf(closed) === one);
            const listed = shown.filter(({ closed }) => yearOf(closed) === one);
            if (listed.length === 0) return null;
            return (
              <tbody key={one}>
                <tr className="bg-sunken">
                  <th colSpan={2} scope="rowgroup" className="px-2 py-1.5 text-left font-semibold">
                    {t("Tax year {one}", { one: yearInWords(method, one) })}
                  </th>
                  <td className="hidden sm:table-cell" />
                  <td className="hidden md:table-cell" />
                  <td className="hidden md:table-cell" />
                  <td className="hidden sm:table-cell" />
                  <td className="hidden sm:table-cell" />
                  <td className="py-1.5 text-right font-semibold">
                    <ExplainedGain
                      gains={gains}
                      metric="realised_gain"
                      of={{ year: Number(one) }}
                      label={t("the gain realised in {year}", { year: one })}
                    >
                      <GainAmount value={sumOf(ofYear)} currency={currency} />
                    </ExplainedGain>
                  </td>
                </tr>
                {listed.map((lot) => (
                  <Lot
                    key={`${lot.opened_by}${lot.closed_by}${lot.quantity}`}
                    {...{ gains, lot }}
                  />
                ))}
              </tbody>
            );
          })}
        </Table>
      )}
    </Paged>
  );
}

/** Null where one of them is not known. */
function sumOf(lots: Gains["realised"]): string | null {
  const gains = lots.map(({ gain }) => gain).filter((gain) => gain !== null);
  return gains.length === lots.length ? sumDecimals(gains) : null;
}

function Lot({ gains, lot }: { gains: Gains; lot: Gains["realised"][number] }) {
  const { currency, method } = gains;
  const said = { symbol: lot.symbol, day: formatDay(lot.closed) };
  const explained = (
    metric: "cost" | "proceeds" | "realised_gain",
    label: string,
    text: ReactNode,
  ) => (
    <ExplainedGain
      {...{ gains, metric, label }}
      of={{ symbol: lot.symbol, key: keyOf(method, lot) }}
    >
      {text}
    </ExplainedGain>
  );
  return (
    <tr>
      <Td className="font-semibold">
        {lot.symbol} {lot.is_short && <Badge>{t("short")}</Badge>}
      </Td>
      <Td className="hidden whitespace-nowrap sm:table-cell">
        {ruleOf(method, lot.opened_by) ?? formatDay(lot.opened)}
      </Td>
      <Td className="whitespace-nowrap">{formatDay(lot.closed)}</Td>
      <Td isNumeric className="hidden md:table-cell">
        {lot.opened_by === "section_104" ? "–" : formatInteger(lot.holding_days)}
      </Td>
      <Td isNumeric className="hidden md:table-cell">
        {formatQuantity(lot.quantity)}
      </Td>
      <Td isNumeric className="hidden sm:table-cell">
        {explained(
          "cost",
          t("the cost of {symbol} sold on {day}", said),
          lot.cost === null ? "–" : formatMoney(lot.cost, currency),
        )}
      </Td>
      <Td isNumeric className="hidden sm:table-cell">
        {explained(
          "proceeds",
          t("the proceeds of {symbol} sold on {day}", said),
          lot.proceeds === null ? "–" : formatMoney(lot.proceeds, currency),
        )}
      </Td>
      <Td isNumeric>
        {explained(
          "realised_gain",
          t("the gain on {symbol} sold on {day}", said),
          <GainAmount value={lot.gain} currency={currency} />,
        )}
      </Td>
    </tr>
  );
}
