import { useState } from "react";

import { t } from "@/languages/translate";
import { Button } from "@/ui/button";

/** What is answered once and never again. */
export function Secret({ secret }: { secret: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = () => navigator.clipboard.writeText(secret).then(() => setCopied(true));
  return (
    <div role="status" className="rounded-md bg-accent-wash p-4">
      <p className="font-semibold">{t("Copy it now: it is shown this once.")}</p>
      <div className="mt-1 flex flex-wrap items-center justify-between gap-2">
        <code className="min-w-0 break-all">{secret}</code>
        <Button look="secondary" size="sm" onClick={() => void copy().catch(() => undefined)}>
          {isCopied ? t("Copied") : t("Copy")}
        </Button>
      </div>
    </div>
  );
}
