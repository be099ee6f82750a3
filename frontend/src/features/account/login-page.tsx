import type { SubmitEvent } from "react";
import { Link, Navigate, useSearchParams } from "react-router";

import { useLogin } from "@/api/auth";
import { failureOf } from "@/api/errors";
import { useSessionStatus } from "@/api/session-status";
import { t } from "@/languages/translate";
import { rawTextOf, textOf } from "@/lib/forms";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { useTitle } from "@/ui/page";
import { ErrorState } from "@/ui/states";

import { AccountFrame } from "./account-frame";
import { destination } from "./destination";
import { ProviderSignIn } from "./provider-sign-in";

export function LoginPage() {
  useTitle(t("Sign in"));
  const [search] = useSearchParams();
  const login = useLogin();
  const status = useSessionStatus();
  if (status === "signed-in" || status === "restoring") {
    return <Navigate to={destination(search)} replace />;
  }
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    login.mutate({ email: textOf(form, "email"), password: rawTextOf(form, "password") });
  };
  return (
    <AccountFrame
      title={t("Sign in")}
      foot={
        <>
          {t("New here?")}{" "}
          <Link className="link" to={{ pathname: "/register", search: search.toString() }}>
            {t("Create an account")}
          </Link>
        </>
      }
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        {login.isError && <ErrorState failure={failureOf(login.error)} />}
        <TextField label={t("E-mail")} name="email" type="email" autoComplete="username" required />
        <TextField
          label={t("Password")}
          name="password"
          type="password"
          autoComplete="current-password"
          required
        />
        <Button type="submit" isBusy={login.isPending}>
          {t("Sign in")}
        </Button>
        <Link className="link self-start text-sm" to="/forgot-password">
          {t("Forgotten your password?")}
        </Link>
        <ProviderSignIn search={search} />
      </form>
    </AccountFrame>
  );
}
