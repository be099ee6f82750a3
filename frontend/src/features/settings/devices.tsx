import { useOpenSessions, useRevokeSession } from "@/api/account";
import { useLogout } from "@/api/auth";
import { failureOf } from "@/api/errors";
import type { OpenSession } from "@/api/models";
import { t } from "@/languages/translate";
import { formatAge, formatInstant } from "@/lib/dates";
import { deviceName } from "@/lib/device-name";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Loaded } from "@/ui/loaded";
import { Section } from "@/ui/page";
import { ErrorState, Skeleton } from "@/ui/states";

/** Where the person is signed in, and the ways out. */
export function Devices() {
  const sessions = useOpenSessions();
  const revoke = useRevokeSession();
  const logout = useLogout();
  const failed = logout.error ?? revoke.error;
  return (
    <Section title={t("Where you are signed in")}>
      {failed && <ErrorState className="mb-4" failure={failureOf(failed)} />}
      <Loaded query={sessions} skeleton={<Skeleton className="h-24" />}>
        {(items) => (
          <ul className="mb-4 border-t border-line">
            {items.map((one) => (
              <Row
                key={one.id}
                one={one}
                isBusy={revoke.isPending && revoke.variables === one.id}
                onRevoke={() => revoke.mutate(one.id)}
              />
            ))}
          </ul>
        )}
      </Loaded>
      <div className="flex flex-wrap gap-3">
        <Button look="secondary" isBusy={logout.isPending} onClick={() => logout.mutate("here")}>
          {t("Log out")}
        </Button>
        <Button look="danger" isBusy={logout.isPending} onClick={() => logout.mutate("everywhere")}>
          {t("Log out everywhere")}
        </Button>
      </div>
      <p className="label mt-2">
        {t("Everywhere ends the sessions of all your devices. API tokens are not touched.")}
      </p>
    </Section>
  );
}

function Row({
  one,
  isBusy,
  onRevoke,
}: {
  one: OpenSession;
  isBusy: boolean;
  onRevoke: () => void;
}) {
  const name = deviceName(one.user_agent);
  return (
    <li className="flex items-center justify-between gap-4 border-b border-line py-2.5">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {name} {one.is_current && <Badge tone="accent">{t("this one")}</Badge>}
        </p>
        <p className="label">
          {t("used {lastUsedAt} · {network} · since {createdAt}", {
            lastUsedAt: formatAge(one.last_used_at),
            network: one.network,
            createdAt: formatInstant(one.created_at),
          })}
        </p>
      </div>
      {!one.is_current && (
        <Button
          look="secondary"
          size="sm"
          isBusy={isBusy}
          aria-label={t("Log out {name}, used {lastUsedAt}", {
            name,
            lastUsedAt: formatAge(one.last_used_at),
          })}
          onClick={onRevoke}
        >
          {t("Log out")}
        </Button>
      )}
    </li>
  );
}
