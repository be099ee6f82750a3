import { locale } from "@/languages/language";
import type { ReactNode } from "react";

import { t } from "@/languages/translate";
import { Table, Td, Th } from "@/ui/table";

import { tint } from "./tint";

export type MonthValue = { month: string; text: ReactNode; strength: number };

const names = new Intl.DateTimeFormat(locale, { month: "short", timeZone: "UTC" });
const MONTHS = Array.from({ length: 12 }, (_, index) => names.format(Date.UTC(2024, index, 1)));

/** Years down, months across; each cell tinted by its strength, −1 to 1, and written out. */
export function MonthGrid({
  caption,
  values,
  total,
}: {
  caption: string;
  values: readonly MonthValue[];
  total?: { label: string; of: (year: string) => ReactNode };
}) {
  const known = new Map(values.map((one) => [one.month, one]));
  const years = [...new Set(values.map(({ month }) => month.slice(0, 4)))].reverse();
  return (
    <Table caption={caption}>
      <thead>
        <tr>
          <Th>{t("Year")}</Th>
          {MONTHS.map((name) => (
            <Th key={name} isNumeric>
              {name}
            </Th>
          ))}
          {total && <Th isNumeric>{total.label}</Th>}
        </tr>
      </thead>
      <tbody>
        {years.map((year) => (
          <tr key={year}>
            <th scope="row" className="border-b border-line pr-3 text-left font-medium">
              {year}
            </th>
            {MONTHS.map((name, index) => (
              <Cell key={name} value={known.get(`${year}-${String(index + 1).padStart(2, "0")}`)} />
            ))}
            {total && (
              <Td isNumeric className="font-semibold">
                {total.of(year)}
              </Td>
            )}
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function Cell({ value }: { value: MonthValue | undefined }) {
  if (!value) return <td className="border border-surface" />;
  return (
    <td
      className="border border-paper px-1.5 py-2 text-right text-sm whitespace-nowrap"
      style={{ background: tint(value.strength) }}
    >
      {value.text}
    </td>
  );
}
