import { memo, useState } from "react";

import { useAllocation } from "@/api/allocation";
import type { Allocation, AllocationBy } from "@/api/models";
import { AllocationBar } from "@/charts/allocation-bar";
import { ShareBar } from "@/charts/share-bar";
import { Explained } from "@/features/explain/explained";
import { t } from "@/languages/translate";
import { formatMoney, formatPercent } from "@/lib/money";
import { Loaded } from "@/ui/loaded";
import { Section } from "@/ui/page";
import { Segmented } from "@/ui/segmented";
import { Skeleton } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";

const WAYS: { value: AllocationBy; label: string }[] = [
  { value: "symbol", label: t("Symbol") },
  { value: "sector", label: t("Sector") },
  { value: "country", label: t("Country") },
  { value: "currency", label: t("Currency") },
  { value: "asset_class", label: t("Kind") },
];

/** What the value is spread over. */
export const AllocationSection = memo(function AllocationSection({
  portfolioId,
}: {
  portfolioId: string;
}) {
  const [by, setBy] = useState<AllocationBy>("sector");
  const allocation = useAllocation(portfolioId, by);
  return (
    <Section
      title={t("Allocation")}
      aside={<Segmented label={t("Allocation by")} value={by} options={WAYS} onChange={setBy} />}
    >
      <Loaded query={allocation} skeleton={<Skeleton className="h-56" />} isBelow>
        {(data) => <Slices portfolioId={portfolioId} allocation={data} />}
      </Loaded>
    </Section>
  );
});

function Slices({ portfolioId, allocation }: { portfolioId: string; allocation: Allocation }) {
  const { slices, currency, unpriced } = allocation;
  if (slices.length === 0 && unpriced.length > 0) {
    return <p className="text-soft">{t("Nothing held has a price yet.")}</p>;
  }
  const by = WAYS.find(({ value }) => value === allocation.by)?.value ?? "symbol";
  const parts = slices.map(({ label, weight }) => ({ label: named(label), weight: weight ?? 0 }));
  return (
    <>
      <AllocationBar parts={parts} />
      <div className="mt-5">
        <Table caption={t("Allocation")}>
          <thead>
            <tr>
              <Th>{t("Part")}</Th>
              <Th className="hidden sm:table-cell">{t("Made of")}</Th>
              <Th className="w-2/5">
                <span className="sr-only">{t("Share as a bar")}</span>
              </Th>
              <Th isNumeric>{t("Share")}</Th>
              <Th isNumeric>{t("Value")}</Th>
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
                <Td isNumeric>
                  {weight === null ? (
                    "–"
                  ) : (
                    <Explained
                      portfolioId={portfolioId}
                      metric="slice_weight"
                      of={{ by, key }}
                      label={t("{symbol}’s share", { symbol: named(label) })}
                      reading="percent"
                    >
                      {formatPercent(weight, 1)}
                    </Explained>
                  )}
                </Td>
                <Td isNumeric>
                  <Explained
                    portfolioId={portfolioId}
                    metric="slice"
                    of={{ by, key }}
                    label={t("{symbol}’s value", { symbol: named(label) })}
                  >
                    {formatMoney(value, currency)}
                  </Explained>
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
    </>
  );
}

function named(label: string): string {
  return label === "unknown" ? t("Not known") : label;
}
