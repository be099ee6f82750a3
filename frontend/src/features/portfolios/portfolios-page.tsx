import { Link } from "react-router";

import type { Portfolio } from "@/api/models";
import { usePortfolios, useSummary } from "@/api/portfolios";
import { t } from "@/languages/translate";
import { signOf } from "@/lib/decimal";
import { formatMoney, formatMoneyChange, formatPercentChange } from "@/lib/money";
import { ButtonLink } from "@/ui/button";
import { Change } from "@/ui/change";
import { Icon } from "@/ui/icon";
import { Loaded } from "@/ui/loaded";
import { PageHead } from "@/ui/page";
import { Skeleton } from "@/ui/states";

import { Welcome } from "./welcome";

export function PortfoliosPage() {
  const portfolios = usePortfolios();
  const isEmpty = portfolios.data?.length === 0;
  return (
    <>
      <PageHead
        title={isEmpty ? t("Welcome") : t("Portfolios")}
        actions={
          !isEmpty && (
            <ButtonLink to="/portfolios/new" look="secondary">
              <Icon name="plus" className="size-4" /> {t("New portfolio")}
            </ButtonLink>
          )
        }
      />
      <Loaded query={portfolios} skeleton={<Skeleton className="h-40" />}>
        {(items) =>
          items.length === 0 ? (
            <Welcome />
          ) : (
            <ul className="border-t border-line-strong">
              {items.map((portfolio) => (
                <PortfolioRow key={portfolio.id} portfolio={portfolio} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </>
  );
}

function PortfolioRow({ portfolio }: { portfolio: Portfolio }) {
  return (
    <li className="border-b border-line">
      <Link
        to={`/portfolios/${portfolio.id}`}
        className="group -mx-3 flex flex-wrap items-center justify-between gap-x-8 gap-y-2 rounded-md px-3 py-5 hover:bg-sunken"
      >
        <span>
          <span className="block font-serif text-xl group-hover:text-accent">{portfolio.name}</span>
          <span className="label">{portfolio.base_currency}</span>
        </span>
        <Worth portfolio={portfolio} />
      </Link>
    </li>
  );
}

function Worth({ portfolio }: { portfolio: Portfolio }) {
  const { data, isError } = useSummary(portfolio.id);
  if (isError) return <span className="label">{t("value not available")}</span>;
  if (!data) return <Skeleton className="h-12 w-40" />;
  return (
    <span className="min-h-12 text-right">
      <span className="figure block text-xl">
        {data.total_value === null ? "–" : formatMoney(data.total_value, data.currency)}
      </span>
      {data.total_value === null && <span className="label">{t("no price yet")}</span>}
      {data.gain !== null && (
        <Change sign={signOf(data.gain)} className="text-sm">
          {formatMoneyChange(data.gain, data.currency) +
            (data.simple_return === null ? "" : ` (${formatPercentChange(data.simple_return)})`)}
        </Change>
      )}
    </span>
  );
}
