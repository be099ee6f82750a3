import type { ImportResult } from "@/api/models";
import { counted, t } from "@/languages/translate";
import { Button, ButtonLink } from "@/ui/button";
import { EmptyState } from "@/ui/states";

export function ImportDone({ result, onAgain }: { result: ImportResult; onAgain: () => void }) {
  const { created, skipped } = result;
  return (
    <div role="status">
      <EmptyState
        title={counted("{count} transaction booked", "{count} transactions booked", created)}
        actions={
          <>
            <ButtonLink to="..">{t("See the portfolio")}</ButtonLink>
            <Button look="secondary" onClick={onAgain}>
              {t("Import another file")}
            </Button>
          </>
        }
      >
        <p>
          {skipped > 0 &&
            `${counted("{count} was already known and left out.", "{count} were already known and left out.", skipped)} `}
          {t("Price histories of new symbols are being fetched; values fill in as they arrive.")}
        </p>
      </EmptyState>
    </div>
  );
}
