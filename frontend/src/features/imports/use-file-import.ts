import { useState } from "react";

import { asApiError } from "@/api/errors";
import { usePreviewImport } from "@/api/imports";

import { namesOf } from "./columns";
import { keepMapping } from "./kept-mappings";
import { draftOf, sentMapping, type MappingDraft } from "./mapping-draft";

/** What the service answers for a file that its columns, matched by hand, may still open. */
const UNKNOWN = new Set(["unknown_file", "unknown_columns"]);

/** A file on its way to a preview: sent as it is, or with its columns matched by hand first. */
export function useFileImport(portfolioId: string) {
  const [file, setFile] = useState<File | null>(null);
  const [broker, setBroker] = useState("auto");
  const [draft, setDraft] = useState<MappingDraft | null>(null);
  const preview = usePreviewImport(portfolioId);

  /** Show the columns; where there are none, what the service said stays. */
  const match = async (chosen: File | null = file) => {
    const begun = draft && chosen === file ? draft : chosen && (await draftOf(chosen));
    if (begun) preview.reset();
    setDraft(begun);
    return begun !== null;
  };
  const send = (chosen: File) =>
    preview.mutate(
      { file: chosen, broker },
      {
        onError: (error) => {
          if (UNKNOWN.has(asApiError(error).problem.code ?? "")) void match(chosen);
        },
      },
    );
  const take = async (chosen: File) => {
    setFile(chosen);
    if (broker !== "generic" || !(await match(chosen))) send(chosen);
  };
  const read = () => {
    if (!file || !draft) return;
    const mapping = sentMapping(draft);
    preview.mutate(
      { file, broker: "generic", mapping },
      { onSuccess: () => keepMapping(namesOf(draft.heading), draft.mapping) },
    );
  };
  const reset = () => {
    setFile(null);
    setDraft(null);
    preview.reset();
  };
  return { file, broker, setBroker, draft, setDraft, preview, take, match, read, reset };
}
