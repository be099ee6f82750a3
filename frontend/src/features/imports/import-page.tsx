import { useState } from "react";

import { failureOf } from "@/api/errors";
import { useConfirmImport, usePreviewFromBroker, usePreviewImport } from "@/api/imports";
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
  const confirm = useConfirmImport(id);
  const again = () => {
    file.reset();
    fetched.reset();
    confirm.reset();
  };
  const preview = file.data ?? fetched.data;
  if (confirm.data) return <ImportDone result={confirm.data} onAgain={again} />;
  if (preview) {
    return (
      <ImportPreviewView
        preview={preview}
        fileName={file.data ? fileName : t("Fetched from the broker")}
        isBusy={confirm.isPending}
        failure={confirm.isError ? failureOf(confirm.error) : null}
        onConfirm={() => confirm.mutate(preview.import_id)}
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
      <PastImports portfolioId={id} />
    </div>
  );
}
