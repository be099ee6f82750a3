import { useEffect, useRef } from "react";
import { useLocation, useNavigate } from "react-router";

import { failureOf } from "@/api/errors";
import { leaveForProvider, useRedeemTicket } from "@/api/provider-sign-in";
import { useServiceConfig } from "@/api/service";
import { t } from "@/languages/translate";
import { Button } from "@/ui/button";
import { ErrorState } from "@/ui/states";

const REASONS: Record<string, string> = {
  oidc_denied: t("You did not go through with it. Nothing has changed."),
  oidc_stale: t("That took too long, or began in another tab. Try again."),
  oidc_no_email: t("It did not tell your e-mail address, without which there is no account."),
  oidc_email_not_verified: t(
    "There is an account with your address already. Sign in to it with its password.",
  ),
  oidc_unavailable: t("It does not answer. Try again later, or use your password."),
  account_disabled: t("This account is disabled."),
};

/** The button of the installation's sign-in provider, and what comes back from there. */
export function ProviderSignIn({ search }: { search: URLSearchParams }) {
  const name = useServiceConfig().data?.oidc_provider;
  const redeem = useRedeemTicket();
  const { mutate } = redeem;
  const navigate = useNavigate();
  const { hash } = useLocation();
  const spent = useRef<string>(null);
  const ticket = new URLSearchParams(hash.slice(1)).get("ticket");
  useEffect(() => {
    // A ticket is good once, also where effects run twice.
    if (ticket === null || spent.current === ticket) return;
    spent.current = ticket;
    mutate(ticket);
    void navigate({ search: search.toString() }, { replace: true });
  }, [ticket, mutate, navigate, search]);
  const error = search.get("error");
  if (!name) return null;
  return (
    <div className="flex flex-col gap-4 border-t border-line pt-4">
      {redeem.isError && <ErrorState failure={failureOf(redeem.error)} />}
      {error !== null && (
        <ErrorState
          failure={{
            title: t("Signing in with {name} did not work", { name }),
            message: REASONS[error] ?? t("Try again, or use your password."),
          }}
        />
      )}
      <Button
        look="secondary"
        isBusy={redeem.isPending}
        onClick={() => void leaveForProvider(search.get("next") ?? "")}
      >
        {t("Sign in with {name}", { name })}
      </Button>
    </div>
  );
}
