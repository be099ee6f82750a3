import { usePastImports } from "@/api/imports";
import type { PastImport } from "@/api/models";
import { counted, t } from "@/languages/translate";
import { formatInstant } from "@/lib/dates";
import { Badge, type Tone } from "@/ui/badge";
import { Section } from "@/ui/page";

import { brokerName } from "./brokers";

const STATES: Record<PastImport["status"], { label: string; tone: Tone }> = {
  confirmed: { label: t("Booked"), tone: "gain" },
  previewed: { label: t("Only looked at"), tone: "plain" },
  cancelled: { label: t("Given up"), tone: "plain" },
};

/** Files and fetches of before, so that nobody wonders whether one was booked. */
export function PastImports({ portfolioId }: { portfolioId: string }) {
  const imports = usePastImports(portfolioId).data ?? [];
  if (imports.length === 0) return null;
  return (
    <Section title={t("Imported before")} className="mt-10">
      <ul>
        {imports.map(({ import_id, filename, broker, created_at, rows, status }) => (
          <li
            key={import_id}
            className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 border-b border-line py-2.5"
          >
            <span className="min-w-0">
              <span className="block truncate font-medium">{filename || brokerName(broker)}</span>
              <span className="label">
                {[
                  brokerName(broker),
                  counted("{count} row", "{count} rows", rows),
                  formatInstant(created_at),
                ].join(" · ")}
              </span>
            </span>
            <Badge tone={STATES[status].tone}>{STATES[status].label}</Badge>
          </li>
        ))}
      </ul>
    </Section>
  );
}
