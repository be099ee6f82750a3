import { useState } from "react";

import { failureOf } from "@/api/errors";
import type { PastImport } from "@/api/models";
import { useDiscardImport, usePastImports, type useReopenImport } from "@/api/past-imports";
import { counted, t } from "@/languages/translate";
import { formatInstant } from "@/lib/dates";
import { Badge, type Tone } from "@/ui/badge";
import { Button } from "@/ui/button";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { Section } from "@/ui/page";
import { NextPage } from "@/ui/paged";
import { ErrorState } from "@/ui/states";

import { brokerName } from "./brokers";

const STATES: Record<PastImport["status"], { label: string; tone: Tone }> = {
  confirmed: { label: t("Booked"), tone: "gain" },
  previewed: { label: t("Only looked at"), tone: "plain" },
  cancelled: { label: t("Given up"), tone: "plain" },
};

/** Files and fetches of before, so that nobody wonders whether one was booked. One that was only
 * looked at can be taken up again, or discarded. */
export function PastImports({
  portfolioId,
  reopen,
}: {
  portfolioId: string;
  reopen: ReturnType<typeof useReopenImport>;
}) {
  const imports = usePastImports(portfolioId);
  const [leaving, setLeaving] = useState<PastImport | null>(null);
  if (imports.isError && !imports.data) {
    return (
      <ErrorState
        className="mt-10"
        failure={failureOf(imports.error)}
        onRetry={() => void imports.refetch()}
      />
    );
  }
  if (!imports.data?.length) return null;
  return (
    <Section title={t("Imported before")} className="mt-10">
      {reopen.isError && <ErrorState className="mb-4" failure={failureOf(reopen.error)} />}
      <ul>
        {imports.data.map((one) => (
          <Past key={one.import_id} one={one} reopen={reopen} onDiscard={() => setLeaving(one)} />
        ))}
      </ul>
      {imports.isFetchNextPageError && (
        <ErrorState className="mt-4" failure={failureOf(imports.error)} />
      )}
      <NextPage query={imports} />
      {leaving && (
        <Discard portfolioId={portfolioId} one={leaving} onClose={() => setLeaving(null)} />
      )}
    </Section>
  );
}

function Past({
  one,
  reopen,
  onDiscard,
}: {
  one: PastImport;
  reopen: ReturnType<typeof useReopenImport>;
  onDiscard: () => void;
}) {
  const { import_id, broker, created_at, rows, status } = one;
  const name = nameOf(one);
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 border-b border-line py-2.5">
      <span className="min-w-0">
        <span className="block truncate font-medium">{name}</span>
        <span className="label">
          {[
            brokerName(broker),
            counted("{count} row", "{count} rows", rows),
            formatInstant(created_at),
          ].join(" · ")}
        </span>
      </span>
      <span className="flex flex-wrap items-center gap-2">
        {status === "previewed" && (
          <span className="no-print flex max-sm:-ml-2.5">
            <Button
              look="quiet"
              size="sm"
              aria-label={t("Look at {name} again", { name })}
              isBusy={reopen.isPending && reopen.variables === import_id}
              onClick={() => reopen.mutate(import_id)}
            >
              {t("Look again")}
            </Button>
            <Button
              look="quiet"
              size="sm"
              aria-label={t("Discard {name}", { name })}
              onClick={onDiscard}
            >
              {t("Discard")}
            </Button>
          </span>
        )}
        <Badge tone={STATES[status].tone}>{STATES[status].label}</Badge>
      </span>
    </li>
  );
}

function Discard({
  portfolioId,
  one,
  onClose,
}: {
  portfolioId: string;
  one: PastImport;
  onClose: () => void;
}) {
  const discard = useDiscardImport(portfolioId);
  return (
    <ConfirmDialog
      title={t("Discard {name}?", { name: nameOf(one) })}
      confirmLabel={t("Discard")}
      isBusy={discard.isPending}
      error={discard.error}
      onConfirm={() => discard.mutate(one.import_id, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>
        {t(
          "The file and what was read of it are deleted. Nothing of it was booked, so the ledger stays as it is.",
        )}
      </p>
    </ConfirmDialog>
  );
}

function nameOf({ filename, broker }: PastImport): string {
  return filename || brokerName(broker);
}
