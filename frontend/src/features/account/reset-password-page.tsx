import type { SubmitEvent } from "react";
import { Link } from "react-router";

import { useResetPassword } from "@/api/account";
import { asApiError, failureOf } from "@/api/errors";
import { t } from "@/languages/translate";
import { rawTextOf } from "@/lib/forms";
import { Button, ButtonLink } from "@/ui/button";
import { useTitle } from "@/ui/page";
import { ErrorState } from "@/ui/states";

import { AccountFrame } from "./account-frame";
import { useMailedToken } from "./mailed-token";
import { NewPasswordField } from "./password-field";

export function ResetPasswordPage() {
  useTitle(t("Choose a new password"));
  const token = useMailedToken();
  const reset = useResetPassword();
  const error = reset.isError ? asApiError(reset.error) : null;
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const new_password = rawTextOf(new FormData(event.currentTarget), "new_password");
    if (token) reset.mutate({ token, new_password });
  };
  return (
    <AccountFrame
      title={t("Choose a new password")}
      foot={
        <Link className="link" to="/forgot-password">
          {t("Ask for another link")}
        </Link>
      }
    >
      {reset.isSuccess ? (
        <div role="status" className="flex flex-col items-start gap-4">
          <p>{t("Your password is changed, and every session has ended.")}</p>
          <ButtonLink to="/login">{t("Sign in")}</ButtonLink>
        </div>
      ) : token ? (
        <form onSubmit={submit} className="flex flex-col gap-4">
          {error && <ErrorState failure={failureOf(error)} />}
          <NewPasswordField name="new_password" error={error?.fieldMessage("new_password")} />
          <Button type="submit" isBusy={reset.isPending}>
            {t("Change password")}
          </Button>
        </form>
      ) : (
        <p>{t("This link is not whole. Open it from the e-mail again, or ask for another one.")}</p>
      )}
    </AccountFrame>
  );
}
