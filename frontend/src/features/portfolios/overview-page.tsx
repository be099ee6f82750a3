import { memo, useDeferredValue } from "react";

import { usePortfolioTab } from "@/api/portfolio-tab";
import { useHoldings, useHoldsNothing, useSummary } from "@/api/portfolios";
import { useIsPast } from "@/api/viewpoint";
import { t } from "@/languages/translate";
import { ButtonLink } from "@/ui/button";
import { Loaded } from "@/ui/loaded";
import { Section } from "@/ui/page";
import { EmptyState, Skeleton } from "@/ui/states";

import { AllocationSection } from "./allocation-section";
import { HoldingsFreshness } from "./holdings-freshness";
import { HoldingsTable } from "./holdings-table";
import { PerformanceSection } from "./performance-section";
import { SummaryBones, SummaryHead } from "./summary-head";

export function OverviewPage() {
  const { id } = usePortfolioTab();
  const isPast = useIsPast();
  if (useHoldsNothing(id)) return isPast ? <NothingThen /> : <NothingYet />;
  return (
    <div className="flex flex-col gap-10">
      <SummarySection portfolioId={id} />
      <PerformanceSection portfolioId={id} />
      <HoldingsSection portfolioId={id} />
      <AllocationSection portfolioId={id} />
    </div>
  );
}

// The page is drawn again when its head has come: what stands below it is not.
const SummarySection = memo(function SummarySection({ portfolioId }: { portfolioId: string }) {
  const summary = useSummary(portfolioId);
  return (
    <Loaded query={summary} skeleton={<SummaryBones />}>
      {(data) => <SummaryHead portfolioId={portfolioId} summary={data} />}
    </Loaded>
  );
});

const HoldingsSection = memo(function HoldingsSection({ portfolioId }: { portfolioId: string }) {
  const holdings = useHoldings(portfolioId);
  const drawn = useDeferredValue(holdings.data);
  return (
    <Section title={t("Holdings")} aside={drawn && <HoldingsFreshness holdings={drawn} />}>
      <Loaded query={holdings} skeleton={<Skeleton className="h-72" />} isBelow>
        {(data) => <HoldingsTable portfolioId={portfolioId} holdings={data} />}
      </Loaded>
    </Section>
  );
});

function NothingThen() {
  return (
    <EmptyState title={t("Nothing was held then")}>
      <p>{t("The ledger has no entry up to the day you look at.")}</p>
    </EmptyState>
  );
}

function NothingYet() {
  return (
    <EmptyState
      title={t("Nothing in the ledger yet")}
      actions={
        <>
          <ButtonLink to="import">{t("Import a file")}</ButtonLink>
          <ButtonLink to="transactions?add=1" look="secondary">
            {t("Add a transaction")}
          </ButtonLink>
        </>
      }
    >
      <p>
        {t(
          "Import your broker’s export, or add a first buy by hand. Prices are fetched by themselves, and value and return appear here.",
        )}
      </p>
    </EmptyState>
  );
}
