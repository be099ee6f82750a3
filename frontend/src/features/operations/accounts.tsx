import { useMe } from "@/api/auth";
import { failureOf } from "@/api/errors";
import { useAccounts, useChangeAccount } from "@/api/operations";
import type { Account } from "@/api/models";
import { t } from "@/languages/translate";
import { formatInstant } from "@/lib/dates";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Loaded } from "@/ui/loaded";
import { NextPage } from "@/ui/paged";
import { ErrorState, Skeleton } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";

/** Who has an account, what they may, and shutting one out; nobody changes their own. */
export function Accounts() {
  const accounts = useAccounts();
  const change = useChangeAccount();
  const me = useMe().data?.id;
  return (
    <>
      {change.isError && <ErrorState className="mb-4" failure={failureOf(change.error)} />}
      <Loaded query={accounts} skeleton={<Skeleton className="h-64" />}>
        {(items) => (
          <Table caption={t("People")}>
            <thead>
              <tr>
                <Th>{t("E-mail")}</Th>
                <Th className="hidden md:table-cell">{t("Since")}</Th>
                <Th>{t("Role")}</Th>
                <Th>
                  <span className="sr-only">{t("Actions")}</span>
                </Th>
              </tr>
            </thead>
            <tbody>
              {items.map((account) => (
                <Row
                  key={account.id}
                  account={account}
                  isOwn={account.id === me}
                  onChange={(what) => change.mutate({ id: account.id, ...what })}
                />
              ))}
            </tbody>
          </Table>
        )}
      </Loaded>
      <NextPage query={accounts} />
    </>
  );
}

function Row({
  account: { email, display_name, created_at, roles, disabled, email_verified },
  isOwn,
  onChange,
}: {
  account: Account;
  isOwn: boolean;
  onChange: (what: { disabled?: boolean; roles?: ("user" | "admin")[] }) => void;
}) {
  const isAdmin = roles.includes("admin");
  return (
    <tr>
      <Td>
        <span className="font-medium break-all">{email}</span>
        <span className="label block">
          {[display_name, !email_verified && t("not confirmed")].filter(Boolean).join(" · ")}
        </span>
      </Td>
      <Td className="hidden md:table-cell">{formatInstant(created_at)}</Td>
      <Td>
        <span className="flex flex-wrap gap-1">
          <Badge tone={isAdmin ? "accent" : "plain"}>
            {isAdmin ? t("administrator") : t("user")}
          </Badge>
          {disabled && <Badge tone="loss">{t("shut out")}</Badge>}
        </span>
      </Td>
      <Td isNumeric>
        {!isOwn && (
          <span className="inline-flex flex-wrap justify-end gap-1">
            <Button
              look="quiet"
              size="sm"
              onClick={() => onChange({ roles: isAdmin ? ["user"] : ["user", "admin"] })}
            >
              {isAdmin ? t("Take the role") : t("Make administrator")}
            </Button>
            <Button look="quiet" size="sm" onClick={() => onChange({ disabled: !disabled })}>
              {disabled ? t("Let in again") : t("Shut out")}
            </Button>
          </span>
        )}
      </Td>
    </tr>
  );
}
