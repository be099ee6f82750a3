import { type SubmitEvent } from "react";

import { asApiError, failureOf } from "@/api/errors";
import type { BrokerRequest } from "@/api/models";
import { t } from "@/languages/translate";
import { textOf } from "@/lib/forms";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { ErrorState } from "@/ui/states";

/** Trades fetched from a broker's own service, where there is no file to drop. */
export function BrokerForm({
  isBusy,
  error,
  onAsk,
}: {
  isBusy: boolean;
  error: unknown;
  onAsk: (asked: BrokerRequest) => void;
}) {
  const problem = error ? asApiError(error) : null;
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    onAsk({
      broker: "upstox",
      access_token: textOf(form, "access_token"),
      from: textOf(form, "from") || null,
      to: textOf(form, "to") || null,
    });
  };
  return (
    <details className="mt-8 border-t border-line pt-4">
      <summary className="flex min-h-9 items-baseline gap-2 font-medium">
        <span aria-hidden="true" className="text-faint">
          ›
        </span>
        {t("Fetch trades from Upstox instead")}
      </summary>
      <form onSubmit={submit} className="mt-3 flex max-w-md flex-col gap-4">
        {problem && <ErrorState failure={failureOf(problem)} />}
        <p className="text-soft">
          {t(
            "Sign in at Upstox, make an access token for today and paste it here. It is used to read past trades once, and is not kept. You see every trade before it is booked.",
          )}
        </p>
        <TextField
          label={t("Access token")}
          name="access_token"
          type="password"
          required
          maxLength={4000}
          autoComplete="off"
          spellCheck={false}
          error={problem?.fieldMessage("access_token")}
        />
        <div className="grid grid-cols-2 gap-4">
          <TextField
            label={t("From (optional)")}
            name="from"
            type="date"
            error={problem?.fieldMessage("from")}
          />
          <TextField
            label={t("To (optional)")}
            name="to"
            type="date"
            error={problem?.fieldMessage("to")}
          />
        </div>
        <Button type="submit" className="self-start" isBusy={isBusy}>
          {t("Fetch trades")}
        </Button>
      </form>
    </details>
  );
}
