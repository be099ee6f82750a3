import type { ReactNode } from "react";

import { t } from "@/languages/translate";
import { formatFixed } from "@/lib/money";
import { Table, Th } from "@/ui/table";

import { tint } from "./tint";

/** A square of numbers between −1 and 1, as correlations are. */
export function HeatMatrix({
  caption,
  names,
  matrix,
  written = (_, __, text) => text,
}: {
  caption: string;
  names: readonly string[];
  matrix: readonly (readonly (number | null)[])[];
  /** How the text of a cell is shown. */
  written?: (name: string, other: string, text: string) => ReactNode;
}) {
  return (
    <Table caption={caption}>
      <thead>
        <tr>
          <Th>
            <span className="sr-only">{t("Symbol")}</span>
          </Th>
          {names.map((name) => (
            <Th key={name} isNumeric>
              {name}
            </Th>
          ))}
        </tr>
      </thead>
      <tbody>
        {names.map((name, row) => (
          <tr key={name}>
            <th scope="row" className="pr-3 text-left text-sm font-medium">
              {name}
            </th>
            {names.map((other, column) => (
              <Cell
                key={other}
                value={matrix[row]?.[column] ?? null}
                written={(text) => written(name, other, text)}
              />
            ))}
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function Cell({ value, written }: { value: number | null; written: (text: string) => ReactNode }) {
  return (
    <td
      className="border border-paper px-2 py-2 text-right text-sm"
      style={{ background: value === null ? undefined : tint(value, "var(--accent)") }}
    >
      {value === null ? "–" : written(formatFixed(value, 2))}
    </td>
  );
}
