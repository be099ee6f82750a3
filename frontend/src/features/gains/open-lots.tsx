import type { Gains } from "@/api/models";
import { t } from "@/languages/translate";
import { formatDay } from "@/lib/dates";
import { formatInteger, formatMoney, formatQuantity } from "@/lib/money";
import { Paged } from "@/ui/paged";
import { Table, Td, Th } from "@/ui/table";

import { ExplainedGain } from "./explained-gain";
import { GainAmount } from "./gain-amount";

export function OpenLots({ gains }: { gains: Gains }) {
  const { unrealised, currency } = gains;
  if (unrealised.length === 0) return <p className="text-soft">{t("Nothing is held.")}</p>;
  return (
    <Paged items={unrealised}>
      {(shown) => (
        <Table caption={t("Unrealised gains by lot")}>
          <thead>
            <tr>
              <Th>{t("Symbol")}</Th>
              <Th>{t("Bought")}</Th>
              <Th isNumeric className="hidden sm:table-cell">
                {t("Days held")}
              </Th>
              <Th isNumeric className="hidden sm:table-cell">
                {t("Quantity")}
              </Th>
              <Th isNumeric className="hidden md:table-cell">
                {t("Cost")}
              </Th>
              <Th isNumeric className="hidden md:table-cell">
                {t("Value")}
              </Th>
              <Th isNumeric>{t("Gain")}</Th>
            </tr>
          </thead>
          <tbody>
            {shown.map((lot, index) => (
              <tr key={`${lot.symbol}${lot.opened}${index}`}>
                <Td className="font-semibold">{lot.symbol}</Td>
                <Td className="whitespace-nowrap">{formatDay(lot.opened)}</Td>
                <Td isNumeric className="hidden sm:table-cell">
                  {formatInteger(lot.holding_days)}
                </Td>
                <Td isNumeric className="hidden sm:table-cell">
                  {formatQuantity(lot.quantity)}
                </Td>
                <Td isNumeric className="hidden md:table-cell">
                  {lot.cost === null ? "–" : formatMoney(lot.cost, currency)}
                </Td>
                <Td isNumeric className="hidden md:table-cell">
                  {lot.market_value === null ? "–" : formatMoney(lot.market_value, currency)}
                </Td>
                <Td isNumeric>
                  <ExplainedGain
                    gains={gains}
                    metric="unrealised_gain"
                    of={{
                      symbol: lot.symbol,
                      // A pool is one of its symbol.
                      ...(gains.method !== "uk_s104" && { key: lot.opened_by }),
                    }}
                    label={t("the gain on {symbol} of {day}", {
                      symbol: lot.symbol,
                      day: formatDay(lot.opened),
                    })}
                    isKnown={
                      lot.gain !== null && (lot.opened_by !== null || gains.method === "uk_s104")
                    }
                  >
                    <GainAmount value={lot.gain} currency={currency} />
                  </ExplainedGain>
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Paged>
  );
}
