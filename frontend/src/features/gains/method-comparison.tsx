import type { ReactNode } from "react";

import { useGainTotals } from "@/api/gains";
import { failureOf } from "@/api/errors";
import type { Gains } from "@/api/models";
import { t } from "@/languages/translate";
import { Badge } from "@/ui/badge";
import { Skeleton } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";

import { GainAmount } from "./gain-amount";
import { GAINS_METHODS } from "./methods";

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
          {GAINS_METHODS.map(({ value, label }) => (
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
  const { data, error } = useGainTotals(portfolioId, method, year);
  return (
    <tr>
      <Td>
        {label} {isUsed && <Badge tone="accent">{t("shown above")}</Badge>}
        {error && <span className="label block">{failureOf(error).message}</span>}
      </Td>
      <Td isNumeric>
        <Amount isMissing={error !== null}>
          {data && <GainAmount value={data.total_realised} currency={data.currency} />}
        </Amount>
      </Td>
      <Td isNumeric>
        <Amount isMissing={error !== null}>
          {data && <GainAmount value={data.total_unrealised} currency={data.currency} />}
        </Amount>
      </Td>
    </tr>
  );
}

function Amount({ isMissing, children }: { isMissing: boolean; children: ReactNode }) {
  if (isMissing) return <span className="text-faint">–</span>;
  return children ?? <Skeleton className="ml-auto h-5 w-20" />;
}
