import { useState } from "react";

import { failureOf } from "@/api/errors";
import { useConfirmImport, usePreviewFromBroker, usePreviewImport } from "@/api/imports";
import { useDiscardImport, useReopenImport } from "@/api/past-imports";
import { usePortfolioTab } from "@/api/portfolio-tab";
import { t } from "@/languages/translate";
import { useTitle } from "@/ui/page";
import { ErrorState } from "@/ui/states";

import { BrokerForm } from "./broker-form";
import { FileDrop } from "./file-drop";
import { ImportDone } from "./import-done";
import { ImportPreviewView } from "./import-preview-view";
import { PastImports } from "./past-imports";

/** File, preview, confirmation: nothing is booked before the last. */
export function ImportPage() {
  const { id } = usePortfolioTab();
  useTitle(t("Import"));
  const [fileName, setFileName] = useState("");
  const file = usePreviewImport(id);
  const fetched = usePreviewFromBroker(id);
  const reopened = useReopenImport(id);
  const confirm = useConfirmImport(id);
  const discard = useDiscardImport(id);
  const again = () => [file, fetched, reopened, confirm, discard].forEach((one) => one.reset());
  const preview = file.data ?? fetched.data ?? reopened.data;
  if (confirm.data) return <ImportDone result={confirm.data} onAgain={again} />;
  if (preview) {
    const error = confirm.error ?? discard.error;
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
      />
    );
  }
  return (
    <div className="max-w-3xl">
      {file.isError && (
        <ErrorState
          className="mb-6"
          failure={{
            ...failureOf(file.error),
            title: t("{fileName} could not be read", { fileName }),
          }}
        />
      )}
      <FileDrop
        isBusy={file.isPending}
        fileName={fileName}
        onFile={(chosen) => {
          setFileName(chosen.name);
          file.mutate(chosen);
        }}
      />
      <BrokerForm isBusy={fetched.isPending} error={fetched.error} onAsk={fetched.mutate} />
      <PastImports portfolioId={id} reopen={reopened} />
    </div>
  );
}
