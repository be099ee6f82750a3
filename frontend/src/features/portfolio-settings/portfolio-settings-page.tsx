import { useState } from "react";
import { useNavigate } from "react-router";

import { failureOf } from "@/api/errors";
import type { Portfolio } from "@/api/models";
import { usePortfolioTab } from "@/api/portfolio-tab";
import { useDeletePortfolio, useExport } from "@/api/portfolios";
import { t } from "@/languages/translate";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Section, useTitle } from "@/ui/page";
import { ErrorState, Skeleton } from "@/ui/states";

import { Details } from "./details";

export function PortfolioSettingsPage() {
  const { portfolio } = usePortfolioTab();
  useTitle(t("Portfolio settings"));
  if (!portfolio) return <Skeleton className="h-96" />;
  return (
    <div className="flex max-w-2xl flex-col gap-10">
      <Details portfolio={portfolio} />
      <Download portfolio={portfolio} />
      <Deletion portfolio={portfolio} />
    </div>
  );
}

function Download({ portfolio }: { portfolio: Portfolio }) {
  const download = useExport(portfolio.id);
  return (
    <Section title={t("Take it with you")}>
      {download.isError && <ErrorState className="mb-4" failure={failureOf(download.error)} />}
      <div className="flex flex-wrap gap-3">
        <Button look="secondary" isBusy={download.isPending} onClick={() => download.mutate("csv")}>
          {t("Download as CSV")}
        </Button>
        <Button
          look="secondary"
          isBusy={download.isPending}
          onClick={() => download.mutate("json")}
        >
          {t("Download as JSON")}
        </Button>
      </div>
      <p className="label mt-2">{t("The whole ledger. What comes out can be imported again.")}</p>
    </Section>
  );
}

function Deletion({ portfolio: { id, name } }: { portfolio: Portfolio }) {
  const navigate = useNavigate();
  const remove = useDeletePortfolio(id);
  const [isAsking, setAsking] = useState(false);
  const onSuccess = () => void navigate("/portfolios");
  return (
    <Section title={t("Delete")}>
      <Button look="danger" onClick={() => setAsking(true)}>
        {t("Delete this portfolio")}
      </Button>
      {isAsking && (
        <Dialog
          title={t("Delete {name}?", { name })}
          onClose={() => setAsking(false)}
          width="28rem"
        >
          {remove.isError && <ErrorState className="mb-4" failure={failureOf(remove.error)} />}
          <p className="text-soft">
            {t(
              "The portfolio and all its transactions are deleted for good. Download them first if you may want them again.",
            )}
          </p>
          <div className="mt-6 flex justify-end gap-2">
            <Button look="quiet" onClick={() => setAsking(false)}>
              {t("Keep it")}
            </Button>
            <Button
              look="danger"
              isBusy={remove.isPending}
              onClick={() => remove.mutate(undefined, { onSuccess })}
            >
              {t("Delete for good")}
            </Button>
          </div>
        </Dialog>
      )}
    </Section>
  );
}
