import type { SubmitEvent } from "react";
import { Link, Navigate, useSearchParams } from "react-router";

import { useRegister } from "@/api/auth";
import { asApiError, failureOf } from "@/api/errors";
import { useSessionStatus } from "@/api/session-status";
import { language } from "@/languages/language";
import { t } from "@/languages/translate";
import { rawTextOf, textOf } from "@/lib/forms";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { useTitle } from "@/ui/page";
import { ErrorState } from "@/ui/states";

import { AccountFrame } from "./account-frame";
import { destination } from "./destination";
import { NewPasswordField } from "./password-field";

export function RegisterPage() {
  useTitle(t("Create an account"));
  const [search] = useSearchParams();
  const register = useRegister();
  if (useSessionStatus() === "signed-in") return <Navigate to={destination(search)} replace />;
  const error = register.isError ? asApiError(register.error) : null;
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const name = textOf(form, "display_name");
    register.mutate({
      email: textOf(form, "email"),
      password: rawTextOf(form, "password"),
      display_name: name || null,
      // Mails are in the language of the page that asked for them.
      locale: language === "en" ? null : language,
    });
  };
  return (
    <AccountFrame
      title={t("Create an account")}
      foot={
        <>
          {t("Already have one?")}{" "}
          <Link className="link" to={{ pathname: "/login", search: search.toString() }}>
            {t("Sign in")}
          </Link>
        </>
      }
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        {error && <ErrorState failure={failureOf(error)} />}
        <TextField
          label={t("E-mail")}
          name="email"
          type="email"
          autoComplete="username"
          required
          error={error?.fieldMessage("email")}
        />
        <NewPasswordField
          name="password"
          label={t("Password")}
          error={error?.fieldMessage("password")}
        />
        <TextField
          label={t("Name (optional)")}
          name="display_name"
          autoComplete="name"
          error={error?.fieldMessage("display_name")}
        />
        <Button type="submit" isBusy={register.isPending}>
          {t("Create account")}
        </Button>
      </form>
    </AccountFrame>
  );
}
