import { useMarketStatus } from "@/api/market";
import type { MarketStatus } from "@/api/models";
import { useToday } from "@/api/service";
import { t } from "@/languages/translate";
import { Loaded } from "@/ui/loaded";
import { PageHead, Section } from "@/ui/page";
import { EmptyState, Skeleton } from "@/ui/states";

import { ExchangeRates } from "./exchange-rates";
import { QuarantineTable } from "./quarantine-table";
import { RunsTable } from "./runs-table";
import { TrackForm } from "./track-form";
import { TrackedTable } from "./tracked-table";

export function MarketPage() {
  const status = useMarketStatus();
  const today = useToday();
  return (
    <>
      <PageHead
        title={t("Market data")}
        under={
          <p className="max-w-2xl text-soft">
            {t(
              "What the pipeline holds of each symbol, when it last asked, and what it refused to load.",
            )}
          </p>
        }
        actions={<TrackForm />}
      />
      <Loaded query={status} skeleton={<Skeleton className="h-96" />}>
        {(data) => <Report status={data} />}
      </Loaded>
      <div className="mt-10">
        <ExchangeRates today={today} />
      </div>
    </>
  );
}

function Report({ status }: { status: MarketStatus }) {
  if (status.symbols.length === 0) {
    return (
      <EmptyState title={t("No symbol is tracked yet")}>
        <p>
          {t(
            "Symbols in your portfolios are tracked by themselves. Track others here: their whole history is fetched in the background and kept up to date every trading day.",
          )}
        </p>
      </EmptyState>
    );
  }
  return (
    <div className="flex flex-col gap-10">
      <Section title={t("Tracked symbols")}>
        <TrackedTable symbols={status.symbols} />
      </Section>
      <Section title={t("Last runs")}>
        {status.runs.length > 0 ? (
          <RunsTable runs={status.runs} />
        ) : (
          <p className="text-soft">{t("No run yet.")}</p>
        )}
      </Section>
      <Section title={t("Quarantine")}>
        {status.quarantined.length > 0 ? (
          <QuarantineTable rows={status.quarantined} />
        ) : (
          <p className="text-soft">
            {t(
              "Nothing is held back. Rows that fail a check are kept here with the reason; they never reach a chart.",
            )}
          </p>
        )}
      </Section>
    </div>
  );
}
