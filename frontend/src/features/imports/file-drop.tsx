import { useState } from "react";

import { t } from "@/languages/translate";
import { cx } from "@/lib/class-names";
import { Icon } from "@/ui/icon";
import { PlumbMark } from "@/ui/logo";

import { brokersInWords } from "./brokers";

/** A labelled file input that also takes a dropped file. */
export function FileDrop({
  isBusy,
  fileName,
  onFile,
}: {
  isBusy: boolean;
  fileName: string;
  onFile: (file: File) => void;
}) {
  const [isOver, setOver] = useState(false);
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (file && !isBusy) onFile(file);
  };
  return (
    <>
      <label
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer.files);
        }}
        className={cx(
          "relative flex min-h-64 cursor-pointer flex-col items-center justify-center rounded-lg border border-dashed px-6 py-10 text-center transition-colors",
          "has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent",
          isOver
            ? "border-accent bg-accent-wash"
            : "border-line-strong bg-surface hover:border-accent",
        )}
      >
        <input
          type="file"
          className="absolute inset-0 cursor-pointer opacity-0"
          accept=".csv,.xml,.txt,.tsv,.json,text/csv,text/xml"
          disabled={isBusy}
          onChange={(event) => take(event.target.files)}
        />
        {isBusy ? (
          <>
            <PlumbMark className="h-14 w-4 animate-pulse" />
            <span role="status" className="mt-4 text-lg">
              {t("Reading {fileName}…", { fileName })}
            </span>
          </>
        ) : (
          <>
            <Icon name="upload" className="size-8 text-accent" />
            <span className="mt-3 font-serif text-xl">{t("Drop your broker’s file here")}</span>
            <span className="mt-1 text-soft">{t("or choose it from this device")}</span>
          </>
        )}
      </label>
      <p className="mt-4 text-soft">
        {t(
          "{brokersInWords}. The format is recognised by itself. You see what would be booked before anything is, and importing the same file again adds nothing twice.",
          { brokersInWords: brokersInWords() },
        )}
      </p>
    </>
  );
}
