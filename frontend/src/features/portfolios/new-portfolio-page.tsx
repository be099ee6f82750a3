import type { SubmitEvent } from "react";
import { useNavigate, useSearchParams } from "react-router";

import { asApiError, failureOf } from "@/api/errors";
import { useCreatePortfolio } from "@/api/portfolios";
import { t } from "@/languages/translate";
import { Button, ButtonLink } from "@/ui/button";
import { PageHead } from "@/ui/page";
import { ErrorState } from "@/ui/states";

import { PortfolioFields, portfolioSaidIn } from "./portfolio-fields";

/** Where each way of beginning leads once the portfolio exists. */
const NEXT: Record<string, string> = { import: "/import", hand: "/transactions?add=1" };

export function NewPortfolioPage() {
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const create = useCreatePortfolio();
  const error = create.isError ? asApiError(create.error) : null;
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    create.mutate(portfolioSaidIn(form), {
      onSuccess: ({ id }) =>
        void navigate(`/portfolios/${id}${NEXT[search.get("begin") ?? ""] ?? ""}`),
    });
  };
  return (
    <>
      <PageHead title={t("New portfolio")} over={t("Portfolios")} />
      <form onSubmit={submit} className="flex max-w-md flex-col gap-5">
        {error && <ErrorState failure={failureOf(error)} />}
        <PortfolioFields beginning={{ name: t("My portfolio") }} error={error} />
        <div className="flex gap-3">
          <Button type="submit" isBusy={create.isPending}>
            {t("Create portfolio")}
          </Button>
          <ButtonLink to="/portfolios" look="quiet">
            {t("Cancel")}
          </ButtonLink>
        </div>
      </form>
    </>
  );
}
