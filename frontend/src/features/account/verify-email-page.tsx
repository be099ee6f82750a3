import { Link } from "react-router";

import { useVerifyEmail } from "@/api/account";
import { failureOf } from "@/api/errors";
import { t } from "@/languages/translate";
import { Button, ButtonLink } from "@/ui/button";
import { useTitle } from "@/ui/page";
import { ErrorState } from "@/ui/states";

import { AccountFrame } from "./account-frame";
import { useMailedToken } from "./mailed-token";

/** A click confirms: programs that look into mails open links, and must not use them up. */
export function VerifyEmailPage() {
  useTitle(t("Confirm your e-mail"));
  const token = useMailedToken();
  const verify = useVerifyEmail();
  return (
    <AccountFrame
      title={t("Confirm your e-mail")}
      foot={
        <Link className="link" to="/portfolios">
          {t("To your portfolios")}
        </Link>
      }
    >
      <div className="flex flex-col items-start gap-4">
        {verify.isError && <ErrorState failure={failureOf(verify.error)} />}
        {verify.isSuccess ? (
          <>
            <p role="status">{t("{email} is confirmed.", { email: verify.data.email })}</p>
            <ButtonLink to="/portfolios">{t("Go on")}</ButtonLink>
          </>
        ) : token ? (
          <>
            <p>{t("One click, so that a forgotten password can be replaced later.")}</p>
            <Button isBusy={verify.isPending} onClick={() => verify.mutate(token)}>
              {t("Confirm")}
            </Button>
          </>
        ) : (
          <p>{t("This link is not whole. Open it from the e-mail again.")}</p>
        )}
      </div>
    </AccountFrame>
  );
}
