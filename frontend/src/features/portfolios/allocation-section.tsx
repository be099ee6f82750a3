import { useState } from "react";

import { useAllocation } from "@/api/analysis";
import type { Allocation, AllocationBy } from "@/api/models";
import { AllocationBar } from "@/charts/allocation-bar";
import { ShareBar } from "@/charts/share-bar";
import { formatMoney, formatPercent } from "@/lib/money";
import { Loaded } from "@/ui/loaded";
import { Section } from "@/ui/page";
import { Segmented } from "@/ui/segmented";
import { Skeleton } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";

const WAYS: { value: AllocationBy; label: string }[] = [
  { value: "symbol", label: "Symbol" },
  { value: "sector", label: "Sector" },
  { value: "country", label: "Country" },
  { value: "currency", label: "Currency" },
  { value: "asset_class", label: "Kind" },
];

/** What the value is spread over. */
export function AllocationSection({ portfolioId }: { portfolioId: string }) {
  const [by, setBy] = useState<AllocationBy>("sector");
  const allocation = useAllocation(portfolioId, by);
  return (
    <Section
      title="Allocation"
      aside={<Segmented label="Allocation by" value={by} options={WAYS} onChange={setBy} />}
    >
      <Loaded query={allocation} skeleton={<Skeleton className="h-56" />}>
        {(data) => <Slices allocation={data} />}
      </Loaded>
    </Section>
  );
}

function Slices({ allocation: { slices, currency } }: { allocation: Allocation }) {
  const parts = slices.map(({ label, weight }) => ({ label: named(label), weight: weight ?? 0 }));
  return (
    <>
      <AllocationBar parts={parts} />
      <div className="mt-5">
        <Table caption="Allocation">
          <thead>
            <tr>
              <Th>Part</Th>
              <Th className="hidden sm:table-cell">Made of</Th>
              <Th className="w-2/5">
                <span className="sr-only">Share as a bar</span>
              </Th>
              <Th isNumeric>Share</Th>
              <Th isNumeric>Value</Th>
            </tr>
          </thead>
          <tbody>
            {slices.map(({ key, label, symbols, value, weight }) => (
              <tr key={key}>
                <Td className="font-medium">{named(label)}</Td>
                <Td className="hidden text-sm text-faint sm:table-cell">{symbols.join(", ")}</Td>
                <Td>
                  <ShareBar share={weight ?? 0} />
                </Td>
                <Td isNumeric>{weight === null ? "–" : formatPercent(weight, 1)}</Td>
                <Td isNumeric>{formatMoney(value, currency)}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
    </>
  );
}

function named(label: string): string {
  return label === "unknown" ? "Not known" : label;
}
