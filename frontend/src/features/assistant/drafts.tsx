import { useDrafts, useSettleDraft } from "@/api/assistant";
import { failureOf } from "@/api/errors";
import { t } from "@/languages/translate";
import { Button } from "@/ui/button";
import { ErrorState } from "@/ui/states";

/** What the assistant proposes to write; nothing is written without this click. */
export function Drafts() {
  const drafts = useDrafts().data ?? [];
  const settle = useSettleDraft();
  if (drafts.length === 0) return null;
  return (
    <section aria-label={t("Proposals to confirm")} className="rounded-md border border-line p-4">
      <p className="font-semibold">{t("Waiting for you")}</p>
      {settle.isError && <ErrorState className="mt-2" failure={failureOf(settle.error)} />}
      <ul>
        {drafts.map(({ id, summary }) => (
          <li key={id} className="flex flex-wrap items-center justify-between gap-3 py-2">
            <span className="min-w-0 flex-1">{summary}</span>
            <span className="flex gap-2">
              <Button size="sm" onClick={() => settle.mutate({ id, isWanted: true })}>
                {t("Book it")}
              </Button>
              <Button look="quiet" size="sm" onClick={() => settle.mutate({ id, isWanted: false })}>
                {t("Discard")}
              </Button>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
