import type { SubmitEvent } from "react";

import { useChangePassword } from "@/api/account";
import { asApiError, failureOf } from "@/api/errors";
import { NewPasswordField } from "@/features/account/password-field";
import { t } from "@/languages/translate";
import { rawTextOf } from "@/lib/forms";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { Section } from "@/ui/page";
import { ErrorState } from "@/ui/states";

export function ChangePassword() {
  const change = useChangePassword();
  const error = change.isError ? asApiError(change.error) : null;
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    change.mutate(
      {
        current_password: rawTextOf(data, "current_password"),
        new_password: rawTextOf(data, "new_password"),
      },
      { onSuccess: () => form.reset() },
    );
  };
  return (
    <Section title={t("Password")}>
      <form onSubmit={submit} className="flex max-w-md flex-col gap-4">
        {error && <ErrorState failure={failureOf(error)} />}
        <TextField
          label={t("Current password")}
          name="current_password"
          type="password"
          autoComplete="current-password"
          required
        />
        <NewPasswordField name="new_password" error={error?.fieldMessage("new_password")} />
        <div className="flex items-center gap-3">
          <Button type="submit" look="secondary" isBusy={change.isPending}>
            {t("Change password")}
          </Button>
          <span role="status" className="text-gain">
            {change.isSuccess && t("Changed; your other sessions have ended")}
          </span>
        </div>
      </form>
    </Section>
  );
}
