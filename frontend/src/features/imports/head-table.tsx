import { t } from "@/languages/translate";
import { Badge } from "@/ui/badge";
import { Table, Td, Th } from "@/ui/table";

import { CHOICE_LABELS } from "./choice-labels";
import { FIELDS } from "./columns";
import { under, type MappingDraft } from "./mapping-draft";

const SHOWN = 5;

/** The first rows as they stand in the file, and over each column what it is taken for. */
export function HeadTable({ draft: { rows, heading, mapping } }: { draft: MappingDraft }) {
  const columns = heading.cells.map((name, index) => ({
    key: `${index}-${name}`,
    name,
    index,
    taken: FIELDS.filter((field) => name !== "" && mapping[field] === name),
  }));
  return (
    <Table caption={t("Beginning of the file")}>
      <thead>
        <tr>
          {columns.map(({ key, name, taken }) => (
            <Th key={key}>
              <span className="flex flex-wrap gap-1 pb-1">
                {taken.map((field) => (
                  <Badge key={field} tone="accent">
                    {CHOICE_LABELS[field]}
                  </Badge>
                ))}
              </span>
              {name || <span className="sr-only">{t("Without a name")}</span>}
            </Th>
          ))}
        </tr>
      </thead>
      <tbody>
        {under(rows, heading)
          .slice(0, SHOWN)
          .map(({ number, cells }) => (
            <tr key={number}>
              {columns.map(({ key, index }) => (
                <Td key={key} className="max-w-60 truncate whitespace-nowrap">
                  {cells[index]}
                </Td>
              ))}
            </tr>
          ))}
      </tbody>
    </Table>
  );
}
