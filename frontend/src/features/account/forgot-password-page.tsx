import type { SubmitEvent } from "react";
import { Link } from "react-router";

import { useForgotPassword } from "@/api/account";
import { failureOf } from "@/api/errors";
import { textOf } from "@/lib/forms";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { useTitle } from "@/ui/page";
import { ErrorState } from "@/ui/states";

import { AccountFrame } from "./account-frame";

export function ForgotPasswordPage() {
  useTitle("Forgotten password");
  const forgot = useForgotPassword();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    forgot.mutate(textOf(new FormData(event.currentTarget), "email"));
  };
  return (
    <AccountFrame
      title="Forgotten password"
      foot={
        <Link className="link" to="/login">
          Back to signing in
        </Link>
      }
    >
      {forgot.isSuccess ? (
        <p role="status">
          If {forgot.variables} has an account, a link to choose a new password is on its way. It
          works once, for an hour.
        </p>
      ) : (
        <form onSubmit={submit} className="flex flex-col gap-4">
          {forgot.isError && <ErrorState failure={failureOf(forgot.error)} />}
          <TextField label="E-mail" name="email" type="email" autoComplete="username" required />
          <Button type="submit" isBusy={forgot.isPending}>
            Send a link
          </Button>
        </form>
      )}
    </AccountFrame>
  );
}
