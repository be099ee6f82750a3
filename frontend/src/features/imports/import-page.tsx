import { useState } from "react";
import { useOutletContext } from "react-router";

import { failureOf } from "@/api/errors";
import { useConfirmImport, usePreviewImport } from "@/api/imports";
import type { Portfolio } from "@/api/models";
import { useTitle } from "@/ui/page";
import { ErrorState } from "@/ui/states";

import { FileDrop } from "./file-drop";
import { ImportDone } from "./import-done";
import { ImportPreviewView } from "./import-preview-view";

/** File, preview, confirmation: nothing is booked before the last. */
export function ImportPage() {
  const portfolio = useOutletContext<Portfolio>();
  useTitle(`Import · ${portfolio.name}`);
  const [fileName, setFileName] = useState("");
  const preview = usePreviewImport(portfolio.id);
  const confirm = useConfirmImport(portfolio.id);
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
          failure={{ ...failureOf(preview.error), title: `${fileName} could not be read` }}
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
