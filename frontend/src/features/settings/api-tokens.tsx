import { useState, type SubmitEvent } from "react";

import { useApiTokens, useIssueApiToken, useRevokeApiToken } from "@/api/account";
import { failureOf } from "@/api/errors";
import type { ApiToken, NewApiToken } from "@/api/models";
import { usePortfolios } from "@/api/portfolios";
import { t } from "@/languages/translate";
import { formatAge, formatDay } from "@/lib/dates";
import { textOf } from "@/lib/forms";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { SelectField, TextField } from "@/ui/field";
import { Loaded } from "@/ui/loaded";
import { Section } from "@/ui/page";
import { ErrorState, Skeleton } from "@/ui/states";

type Scope = NewApiToken["scopes"][number];

const SCOPES: { value: Scope; label: string; why: string }[] = [
  { value: "read", label: t("Read"), why: t("holdings, figures, market data") },
  { value: "trade-draft", label: t("Draft"), why: t("propose transactions that you confirm here") },
  { value: "write", label: t("Write"), why: t("change portfolios and ask the assistant") },
];

/** Keys for programs of one's own, each with no more rights than it needs. */
export function ApiTokens() {
  const tokens = useApiTokens();
  const revoke = useRevokeApiToken();
  return (
    <Section title={t("API tokens")} id="tokens">
      <p className="mb-4 text-soft">
        {t("For programs that speak for you, such as a script or an assistant of another maker.")}
      </p>
      {revoke.isError && <ErrorState className="mb-4" failure={failureOf(revoke.error)} />}
      <Loaded query={tokens} skeleton={<Skeleton className="h-16" />}>
        {(items) =>
          items.length > 0 && (
            <ul className="mb-6 border-t border-line">
              {items.map((token) => (
                <Row
                  key={token.id}
                  token={token}
                  isBusy={revoke.isPending && revoke.variables === token.id}
                  onRevoke={() => revoke.mutate(token.id)}
                />
              ))}
            </ul>
          )
        }
      </Loaded>
      <NewToken />
    </Section>
  );
}

function Row({
  token,
  isBusy,
  onRevoke,
}: {
  token: ApiToken;
  isBusy: boolean;
  onRevoke: () => void;
}) {
  const used = token.last_used_at
    ? t("used {age}", { age: formatAge(token.last_used_at) })
    : t("never used");
  const ends = token.expires_at
    ? t("ends {day}", { day: formatDay(token.expires_at) })
    : t("does not end");
  const names = usePortfolios().data ?? [];
  const granted = token.portfolios?.map(
    (id) => names.find((one) => one.id === id)?.name ?? t("a deleted portfolio"),
  );
  return (
    <li className="flex items-center justify-between gap-4 border-b border-line py-2.5">
      <div>
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {token.name}
          {token.scopes.map((scope) => (
            <Badge key={scope}>{scope}</Badge>
          ))}
        </p>
        <p className="label">
          {used} · {ends}
          {granted && ` · ${t("only {names}", { names: granted.join(", ") })}`}
        </p>
      </div>
      <Button
        look="danger"
        size="sm"
        isBusy={isBusy}
        aria-label={t("Revoke {name}", { name: token.name })}
        onClick={onRevoke}
      >
        {t("Revoke")}
      </Button>
    </li>
  );
}

function NewToken() {
  const issue = useIssueApiToken();
  const [isCopied, setCopied] = useState(false);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const element = event.currentTarget;
    const form = new FormData(element);
    const days = textOf(form, "days");
    const chosen = form.getAll("portfolio").map(String);
    setCopied(false);
    issue.mutate(
      {
        name: textOf(form, "name"),
        scopes: SCOPES.map(({ value }) => value).filter((scope) => form.get(scope) === "on"),
        expires_in_days: days ? Number(days) : null,
        portfolios: chosen.length > 0 ? chosen : null,
      },
      { onSuccess: () => element.reset() },
    );
  };
  return (
    <>
      {issue.data && (
        <div role="status" className="mb-6 rounded-md border border-line bg-gain-wash p-4">
          <p className="font-semibold">{t("Copy it now: it is shown this once.")}</p>
          <code className="my-2 block text-sm break-all">{issue.data.token}</code>
          <Button
            look="secondary"
            size="sm"
            onClick={() =>
              void navigator.clipboard.writeText(issue.data.token).then(() => setCopied(true))
            }
          >
            {isCopied ? t("Copied") : t("Copy")}
          </Button>
        </div>
      )}
      <form onSubmit={submit} className="flex max-w-md flex-col gap-4">
        {issue.isError && <ErrorState failure={failureOf(issue.error)} />}
        <TextField label={t("Name of the program")} name="name" required maxLength={100} />
        <fieldset className="flex flex-col gap-1.5">
          <legend className="mb-1 text-sm font-medium text-soft">{t("It may")}</legend>
          {SCOPES.map(({ value, label, why }) => (
            <label key={value} className="flex items-center gap-2">
              <input
                type="checkbox"
                name={value}
                defaultChecked={value === "read"}
                className="size-4"
              />
              {label} <span className="text-sm text-faint">{why}</span>
            </label>
          ))}
        </fieldset>
        <Granted />
        <SelectField label={t("For")} name="days" defaultValue="90">
          <option value="30">{t("30 days")}</option>
          <option value="90">{t("90 days")}</option>
          <option value="365">{t("a year")}</option>
          <option value="">{t("no end")}</option>
        </SelectField>
        <Button type="submit" look="secondary" className="self-start" isBusy={issue.isPending}>
          {t("Make a token")}
        </Button>
      </form>
    </>
  );
}

/** None chosen: all portfolios, those to come too. */
function Granted() {
  const portfolios = usePortfolios().data ?? [];
  if (portfolios.length === 0) return null;
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1 text-sm font-medium text-soft">{t("Only these portfolios")}</legend>
      {portfolios.map(({ id, name }) => (
        <label key={id} className="flex items-center gap-2">
          <input type="checkbox" name="portfolio" value={id} className="size-4" />
          {name}
        </label>
      ))}
      <p className="text-sm text-faint">{t("With none chosen: all, those to come too.")}</p>
    </fieldset>
  );
}
