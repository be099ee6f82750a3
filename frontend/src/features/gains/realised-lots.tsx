import type { Gains } from "@/api/models";
import { t } from "@/languages/translate";
import { formatDay } from "@/lib/dates";
import { sumDecimals } from "@/lib/decimal";
import { formatInteger, formatMoney, formatQuantity } from "@/lib/money";
import { Badge } from "@/ui/badge";
import { Paged } from "@/ui/paged";
import { Table, Td, Th } from "@/ui/table";

import { GainAmount } from "./gain-amount";

/** Every closed piece of a lot, newest first, under the tax year it was sold in. */
export function RealisedLots({ gains, year }: { gains: Gains; year: string | null }) {
  const { currency } = gains;
  const lots = gains.realised
    .filter(({ closed }) => !year || closed.startsWith(year))
    .sort((a, b) => b.closed.localeCompare(a.closed));
  const years = [...new Set(lots.map(({ closed }) => closed.slice(0, 4)))];
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
            const ofYear = lots.filter(({ closed }) => closed.startsWith(one));
            const listed = shown.filter(({ closed }) => closed.startsWith(one));
            if (listed.length === 0) return null;
            return (
              <tbody key={one}>
                <tr className="bg-sunken">
                  <th colSpan={2} scope="rowgroup" className="px-2 py-1.5 text-left font-semibold">
                    {t("Tax year {one}", { one })}
                  </th>
                  <td className="hidden sm:table-cell" />
                  <td className="hidden md:table-cell" />
                  <td className="hidden md:table-cell" />
                  <td className="hidden sm:table-cell" />
                  <td className="hidden sm:table-cell" />
                  <td className="py-1.5 text-right font-semibold">
                    <GainAmount
                      value={sumDecimals(ofYear.map(({ gain }) => gain))}
                      currency={currency}
                    />
                  </td>
                </tr>
                {listed.map((lot) => (
                  <tr key={`${lot.opened_by}${lot.closed_by}${lot.quantity}`}>
                    <Td className="font-semibold">
                      {lot.symbol} {lot.is_short && <Badge>{t("short")}</Badge>}
                    </Td>
                    <Td className="hidden whitespace-nowrap sm:table-cell">
                      {formatDay(lot.opened)}
                    </Td>
                    <Td className="whitespace-nowrap">{formatDay(lot.closed)}</Td>
                    <Td isNumeric className="hidden md:table-cell">
                      {formatInteger(lot.holding_days)}
                    </Td>
                    <Td isNumeric className="hidden md:table-cell">
                      {formatQuantity(lot.quantity)}
                    </Td>
                    <Td isNumeric className="hidden sm:table-cell">
                      {formatMoney(lot.cost, currency)}
                    </Td>
                    <Td isNumeric className="hidden sm:table-cell">
                      {formatMoney(lot.proceeds, currency)}
                    </Td>
                    <Td isNumeric>
                      <GainAmount value={lot.gain} currency={currency} />
                    </Td>
                  </tr>
                ))}
              </tbody>
            );
          })}
        </Table>
      )}
    </Paged>
  );
}
