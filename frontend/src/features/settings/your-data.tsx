import { useState, type SubmitEvent } from "react";

import { useDeleteMe, useExportMe } from "@/api/account";
import { failureOf } from "@/api/errors";
import { t } from "@/languages/translate";
import { textOf } from "@/lib/forms";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { Section } from "@/ui/page";
import { ErrorState } from "@/ui/states";

/** Take everything along, or have everything deleted. */
export function YourData({ email }: { email: string }) {
  const download = useExportMe();
  const [isAsking, setAsking] = useState(false);
  return (
    <Section title={t("Your data")}>
      {download.isError && <ErrorState className="mb-4" failure={failureOf(download.error)} />}
      <div className="flex flex-wrap gap-3">
        <Button look="secondary" isBusy={download.isPending} onClick={() => download.mutate()}>
          {t("Download everything")}
        </Button>
        <Button look="danger" onClick={() => setAsking(true)}>
          {t("Delete my account")}
        </Button>
      </div>
      <p className="label mt-2">
        {t("Every portfolio, transaction and setting kept about you, in one file.")}
      </p>
      {isAsking && <Deletion email={email} onClose={() => setAsking(false)} />}
    </Section>
  );
}

function Deletion({ email, onClose }: { email: string; onClose: () => void }) {
  const remove = useDeleteMe();
  const [isWrong, setWrong] = useState(false);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = textOf(new FormData(event.currentTarget), "email").toLowerCase();
    setWrong(typed !== email.toLowerCase());
    if (typed === email.toLowerCase()) remove.mutate();
  };
  return (
    <Dialog title={t("Delete your account?")} onClose={onClose} width="28rem">
      <form onSubmit={submit} className="flex flex-col gap-4">
        {remove.isError && <ErrorState failure={failureOf(remove.error)} />}
        <p className="text-soft">
          {t(
            "Your account, every portfolio and every transaction are deleted for good. Nobody can bring them back.",
          )}
        </p>
        <TextField
          label={t("Type {email} to confirm", { email })}
          name="email"
          autoComplete="off"
          required
          error={isWrong ? t("That is not your address.") : undefined}
        />
        <div className="flex justify-end gap-2">
          <Button look="quiet" onClick={onClose}>
            {t("Keep it")}
          </Button>
          <Button type="submit" look="danger" isBusy={remove.isPending}>
            {t("Delete for good")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
