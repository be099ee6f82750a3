import { asApiError, failureOf } from "@/api/errors";
import { useConfirmImport, usePreviewFromBroker } from "@/api/imports";
import { useDiscardImport, useReopenImport } from "@/api/past-imports";
import { usePortfolioTab } from "@/api/portfolio-tab";
import { t } from "@/languages/translate";
import { Button } from "@/ui/button";
import { useTitle } from "@/ui/page";
import { ErrorState } from "@/ui/states";

import { BrokerChoice } from "./broker-choice";
import { BrokerForm } from "./broker-form";
import { FileDrop } from "./file-drop";
import { ImportDone } from "./import-done";
import { ImportPreviewView } from "./import-preview-view";
import { MappingStep } from "./mapping-step";
import { PastImports } from "./past-imports";
import { useFileImport } from "./use-file-import";

/** File, columns where nobody knows them, preview, confirmation: nothing is booked before the last. */
export function ImportPage() {
  const { id } = usePortfolioTab();
  useTitle(t("Import"));
  const sent = useFileImport(id);
  const fetched = usePreviewFromBroker(id);
  const reopened = useReopenImport(id);
  const confirm = useConfirmImport(id);
  const discard = useDiscardImport(id);
  const again = () => [sent, fetched, reopened, confirm, discard].forEach((one) => one.reset());
  const preview = sent.preview.data ?? fetched.data ?? reopened.data;
  if (confirm.data) return <ImportDone result={confirm.data} onAgain={again} />;
  if (preview) {
    const error = confirm.error ?? discard.error;
    // What was only looked at with the columns of before is of no more use.
    const matchAgain = () => {
      [confirm, discard].forEach((one) => one.reset());
      discard.mutate(preview.import_id, { onSettled: discard.reset });
      void sent.match();
    };
    const canMatch = sent.preview.data && preview.broker === "generic";
    return (
      <ImportPreviewView
        preview={preview}
        fileName={fetched.data ? t("Fetched from the broker") : preview.filename}
        isBusy={confirm.isPending}
        isDiscarding={discard.isPending}
        failure={error ? failureOf(error) : null}
        onConfirm={() => confirm.mutate(preview.import_id)}
        onDiscard={() => discard.mutate(preview.import_id, { onSuccess: again })}
        onCancel={again}
        onMatch={canMatch ? matchAgain : undefined}
      />
    );
  }
  if (sent.draft) {
    return (
      <MappingStep
        fileName={sent.file?.name ?? ""}
        draft={sent.draft}
        isBusy={sent.preview.isPending}
        error={sent.preview.error}
        onChange={sent.setDraft}
        onRead={sent.read}
        onCancel={again}
      />
    );
  }
  return (
    <div className="max-w-3xl">
      <Refused sent={sent} />
      <BrokerChoice value={sent.broker} onChange={sent.setBroker} />
      <FileDrop
        isBusy={sent.preview.isPending}
        fileName={sent.file?.name ?? ""}
        onFile={(chosen) => void sent.take(chosen)}
      />
      <BrokerForm isBusy={fetched.isPending} error={fetched.error} onAsk={fetched.mutate} />
      <PastImports portfolioId={id} reopen={reopened} />
    </div>
  );
}

/** Why a file was not taken; one that is not the named broker's may still be matched by hand. */
function Refused({ sent: { preview, file, match } }: { sent: ReturnType<typeof useFileImport> }) {
  if (!preview.isError) return null;
  const title = t("{fileName} could not be read", { fileName: file?.name });
  return (
    <div className="mb-6">
      <ErrorState failure={{ ...failureOf(preview.error), title }} />
      {asApiError(preview.error).problem.code === "wrong_broker" && (
        <Button look="secondary" size="sm" className="mt-3" onClick={() => void match()}>
          {t("Match its columns by hand")}
        </Button>
      )}
    </div>
  );
}
