import { useGains } from "@/api/analysis";
import type { Gains } from "@/api/models";
import { LOT_METHODS } from "@/features/portfolios/lot-methods";
import { t } from "@/languages/translate";
import { Badge } from "@/ui/badge";
import { Skeleton } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";

import { GainAmount } from "./gain-amount";

/** The same sales under each way of choosing which shares were sold. */
export function MethodComparison({
  portfolioId,
  used,
  year,
}: {
  portfolioId: string;
  used: Gains["method"];
  year: number | undefined;
}) {
  return (
    <>
      <Table caption={t("Gains by method")}>
        <thead>
          <tr>
            <Th>{t("Method")}</Th>
            <Th isNumeric>{year ? t("Realised in {year}", { year }) : t("Realised")}</Th>
            <Th isNumeric>{t("Unrealised")}</Th>
          </tr>
        </thead>
        <tbody>
          {LOT_METHODS.map(({ value, label }) => (
            <Row
              key={value}
              {...{ portfolioId, year, label }}
              method={value}
              isUsed={value === used}
            />
          ))}
        </tbody>
      </Table>
      <p className="label mt-2">
        {t(
          "The sum of both is nearly the same; what differs is how much of it counts as realised now. Which methods are allowed is for your tax office to say.",
        )}
      </p>
    </>
  );
}

function Row({
  portfolioId,
  year,
  method,
  label,
  isUsed,
}: {
  portfolioId: string;
  year: number | undefined;
  method: Gains["method"];
  label: string;
  isUsed: boolean;
}) {
  const { data } = useGains(portfolioId, method, year);
  return (
    <tr>
      <Td>
        {label} {isUsed && <Badge tone="accent">{t("shown above")}</Badge>}
      </Td>
      <Td isNumeric>
        {data ? <GainAmount value={data.total_realised} currency={data.currency} /> : <Bone />}
      </Td>
      <Td isNumeric>
        {data ? <GainAmount value={data.total_unrealised} currency={data.currency} /> : <Bone />}
      </Td>
    </tr>
  );
}

function Bone() {
  return <Skeleton className="ml-auto h-5 w-20" />;
}
