import { useState, type ReactNode } from "react";

import { useMe } from "@/api/auth";
import type { AuditEvent } from "@/api/models";
import { useAccounts, useAudit } from "@/api/operations";
import { worded } from "@/features/market/words";
import { t } from "@/languages/translate";
import { formatInstant, today } from "@/lib/dates";
import { Badge } from "@/ui/badge";
import { TextField, SelectField } from "@/ui/field";
import { Loaded } from "@/ui/loaded";
import { NextPage } from "@/ui/paged";
import { Skeleton } from "@/ui/states";

const DEEDS: Readonly<Record<string, string>> = {
  registered: t("registered"),
  email_verified: t("confirmed the address"),
  logged_in: t("signed in"),
  login_failed: t("failed to sign in"),
  logged_out: t("signed out"),
  logged_out_everywhere: t("signed out everywhere"),
  password_changed: t("changed the password"),
  password_forgotten: t("asked for a new password"),
  password_reset: t("chose a new password"),
  provider_linked: t("linked a sign-in provider"),
  profile_changed: t("changed the profile"),
  account_changed: t("the account was changed"),
  account_disabled: t("the account was shut out"),
  token_created: t("created an API token"),
  token_revoked: t("revoked an API token"),
  exported: t("exported all data"),
  erased: t("deleted the account"),
};

/** Who did what, from the chain of records of one account and month. */
export function AuditTrail() {
  const me = useMe().data?.id ?? "";
  const accounts = useAccounts().data ?? [];
  const [chosen, setChosen] = useState("");
  const [wanted, setMonth] = useState("");
  // Records are of the real day, also where a demonstration has fixed the day of its prices.
  const month = wanted || today().slice(0, 7);
  const trail = useAudit(chosen || me, month);
  const nameOf = (id: string) => accounts.find((account) => account.id === id)?.email ?? id;
  return (
    <>
      <div className="mb-5 flex flex-wrap gap-4">
        <SelectField
          label={t("Account")}
          value={chosen || me}
          onChange={({ target }) => setChosen(target.value)}
          className="max-w-full"
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
              <ol className="border-t border-line-strong" aria-label={t("Audit")}>
                {items.map((event) => (
                  <li key={event.hash} className="border-b border-line">
                    <Entry event={event} actor={nameOf(event.actor)} />
                  </li>
                ))}
              </ol>
            )}
          </>
        )}
      </Loaded>
      <NextPage query={trail} />
    </>
  );
}

function Entry({ event, actor }: { event: AuditEvent; actor: string }) {
  return (
    <details>
      <summary className="flex flex-wrap items-baseline gap-x-3 py-2.5 hover:bg-sunken">
        <span aria-hidden="true" className="w-3 text-faint">
          ›
        </span>
        <span className="min-w-40 flex-1 font-medium first-letter:uppercase">
          {worded(DEEDS, event.kind)}
        </span>
        <span className="hidden text-sm text-soft sm:inline">{event.network}</span>
        <span className="label w-40 text-right">{formatInstant(event.at)}</span>
      </summary>
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1 pb-4 pl-6 text-sm">
        <Told label={t("Done by")}>{actor}</Told>
        <Told label={t("About")}>{event.subject}</Told>
        {Object.entries(event.details).map(([name, value]) => (
          <Told key={name} label={name.replaceAll("_", " ")}>
            {String(value)}
          </Told>
        ))}
        <Told label={t("From")}>{event.network}</Told>
        <Told label={t("Browser or program")}>{event.user_agent}</Told>
        <Told label={t("Digest before")}>{event.before}</Told>
        <Told label={t("Digest after")}>{event.after}</Told>
        <Told label={t("Record {number}", { number: event.sequence })}>{event.hash}</Told>
      </dl>
    </details>
  );
}

function Told({ label, children }: { label: string; children: ReactNode }) {
  if (!children) return null;
  return (
    <>
      <dt className="text-faint">{label}</dt>
      <dd className="wrap-anywhere">{children}</dd>
    </>
  );
}
