import { Link } from "react-router";

import { useVerifyEmail } from "@/api/account";
import { failureOf } from "@/api/errors";
import { Button, ButtonLink } from "@/ui/button";
import { useTitle } from "@/ui/page";
import { ErrorState } from "@/ui/states";

import { AccountFrame } from "./account-frame";
import { useMailedToken } from "./mailed-token";

/** A click confirms: programs that look into mails open links, and must not use them up. */
export function VerifyEmailPage() {
  useTitle("Confirm your e-mail");
  const token = useMailedToken();
  const verify = useVerifyEmail();
  return (
    <AccountFrame
      title="Confirm your e-mail"
      foot={
        <Link className="link" to="/portfolios">
          To your portfolios
        </Link>
      }
    >
      <div className="flex flex-col items-start gap-4">
        {verify.isError && <ErrorState failure={failureOf(verify.error)} />}
        {verify.isSuccess ? (
          <>
            <p role="status">{verify.data.email} is confirmed.</p>
            <ButtonLink to="/portfolios">Go on</ButtonLink>
          </>
        ) : token ? (
          <>
            <p>One click, so that a forgotten password can be replaced later.</p>
            <Button isBusy={verify.isPending} onClick={() => verify.mutate(token)}>
              Confirm
            </Button>
          </>
        ) : (
          <p>This link is not whole. Open it from the e-mail again.</p>
        )}
      </div>
    </AccountFrame>
  );
}
