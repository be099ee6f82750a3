import { useState } from "react";

import { useMe } from "@/api/auth";
import { useAccounts, useAudit } from "@/api/operations";
import { useToday } from "@/api/service";
import { t } from "@/languages/translate";
import { formatInstant } from "@/lib/dates";
import { Badge } from "@/ui/badge";
import { TextField, SelectField } from "@/ui/field";
import { Loaded } from "@/ui/loaded";
import { Skeleton } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";

/** Who did what, from the chain of records of one account and month. */
export function AuditTrail() {
  const me = useMe().data?.id ?? "";
  const accounts = useAccounts().data ?? [];
  const [chosen, setChosen] = useState("");
  const [wanted, setMonth] = useState("");
  const today = useToday();
  const month = wanted || (today?.slice(0, 7) ?? "");
  const trail = useAudit(chosen || me, month);
  return (
    <>
      <div className="mb-5 flex flex-wrap gap-4">
        <SelectField
          label={t("Account")}
          value={chosen || me}
          onChange={({ target }) => setChosen(target.value)}
        >
          {accounts.map(({ id, email }) => (
            <option key={id} value={id}>
              {email}
            </option>
          ))}
        </SelectField>
        <TextField
          label={t("Month")}
          type="month"
          value={month}
          onChange={({ target }) => setMonth(target.value)}
        />
      </div>
      <Loaded query={trail} skeleton={<Skeleton className="h-64" />}>
        {({ items, broken_at }) => (
          <>
            <p className="mb-3">
              {broken_at === null ? (
                <Badge tone="gain">{t("The chain is whole")}</Badge>
              ) : (
                <Badge tone="loss">
                  {t("The chain is broken at record {number}", { number: broken_at })}
                </Badge>
              )}
            </p>
            {items.length === 0 ? (
              <p className="text-soft">{t("Nothing is recorded in this month.")}</p>
            ) : (
              <Table caption={t("Audit")}>
                <thead>
                  <tr>
                    <Th>{t("When")}</Th>
                    <Th>{t("What")}</Th>
                    <Th className="hidden md:table-cell">{t("About")}</Th>
                    <Th className="hidden lg:table-cell">{t("From")}</Th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((event) => (
                    <tr key={event.hash}>
                      <Td className="whitespace-nowrap">{formatInstant(event.at)}</Td>
                      <Td className="font-medium">{event.kind.replaceAll("_", " ")}</Td>
                      <Td className="hidden max-w-72 truncate text-soft md:table-cell">
                        {event.subject}
                      </Td>
                      <Td className="hidden text-soft lg:table-cell">{event.network}</Td>
                    </tr>
                  ))}
                </tbody>
              </Table>
            )}
          </>
        )}
      </Loaded>
    </>
  );
}
