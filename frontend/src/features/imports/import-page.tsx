import { useState } from "react";

import { failureOf } from "@/api/errors";
import { useConfirmImport, usePreviewImport } from "@/api/imports";
import { usePortfolioTab } from "@/api/portfolio-tab";
import { t } from "@/languages/translate";
import { useTitle } from "@/ui/page";
import { ErrorState } from "@/ui/states";

import { FileDrop } from "./file-drop";
import { ImportDone } from "./import-done";
import { ImportPreviewView } from "./import-preview-view";

/** File, preview, confirmation: nothing is booked before the last. */
export function ImportPage() {
  const { id } = usePortfolioTab();
  useTitle(t("Import"));
  const [fileName, setFileName] = useState("");
  const preview = usePreviewImport(id);
  const confirm = useConfirmImport(id);
  const again = () => {
    preview.reset();
    confirm.reset();
  };
  if (confirm.data) return <ImportDone result={confirm.data} onAgain={again} />;
  if (preview.data) {
    return (
      <ImportPreviewView
        preview={preview.data}
        fileName={fileName}
        isBusy={confirm.isPending}
        failure={confirm.isError ? failureOf(confirm.error) : null}
        onConfirm={() => confirm.mutate(preview.data.import_id)}
        onCancel={again}
      />
    );
  }
  return (
    <div className="max-w-3xl">
      {preview.isError && (
        <ErrorState
          className="mb-6"
          failure={{
            ...failureOf(preview.error),
            title: t("{fileName} could not be read", { fileName }),
          }}
        />
      )}
      <FileDrop
        isBusy={preview.isPending}
        fileName={fileName}
        onFile={(file) => {
          setFileName(file.name);
          preview.mutate(file);
        }}
      />
    </div>
  );
}
