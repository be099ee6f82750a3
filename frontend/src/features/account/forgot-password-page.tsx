import type { SubmitEvent } from "react";
import { Link } from "react-router";

import { useForgotPassword } from "@/api/account";
import { failureOf } from "@/api/errors";
import { t } from "@/languages/translate";
import { textOf } from "@/lib/forms";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { useTitle } from "@/ui/page";
import { ErrorState } from "@/ui/states";

import { AccountFrame } from "./account-frame";

export function ForgotPasswordPage() {
  useTitle(t("Forgotten password"));
  const forgot = useForgotPassword();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    forgot.mutate(textOf(new FormData(event.currentTarget), "email"));
  };
  return (
    <AccountFrame
      title={t("Forgotten password")}
      foot={
        <Link className="link" to="/login">
          {t("Back to signing in")}
        </Link>
      }
    >
      {forgot.isSuccess ? (
        <p role="status">
          {t(
            "If {email} has an account, a link to choose a new password is on its way. It works once, for an hour.",
            { email: forgot.variables },
          )}
        </p>
      ) : (
        <form onSubmit={submit} className="flex flex-col gap-4">
          {forgot.isError && <ErrorState failure={failureOf(forgot.error)} />}
          <TextField
            label={t("E-mail")}
            name="email"
            type="email"
            autoComplete="username"
            required
          />
          <Button type="submit" isBusy={forgot.isPending}>
            {t("Send a link")}
          </Button>
        </form>
      )}
    </AccountFrame>
  );
}
