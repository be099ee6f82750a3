import { usePortfolios } from "@/api/portfolios";
import { useWatchlists } from "@/api/watchlists";
import { t } from "@/languages/translate";
import { SelectField, TextField } from "@/ui/field";

import type { Beginning } from "./draft";
import type { KindOfReport } from "./kinds";

/** What a report is about: a portfolio, a symbol, or one watchlist or all of them. */
export function About({
  about,
  beginning,
}: {
  about: KindOfReport["about"];
  beginning: Beginning;
}) {
  if (about === "symbol") {
    return (
      <TextField
        label={t("Symbol")}
        name="symbol"
        required
        autoComplete="off"
        className="[&_input]:uppercase"
        defaultValue={beginning.symbol}
      />
    );
  }
  return about === "portfolio" ? (
    <OfPortfolio chosen={beginning.portfolioId} />
  ) : (
    <OfWatchlist chosen={beginning.watchlistId} />
  );
}

function OfPortfolio({ chosen }: { chosen: string | null }) {
  const { data: portfolios, isFetching } = usePortfolios();
  // One that was just made is not in what was read before it.
  if (portfolios?.length === 0 && !isFetching) {
    return <p className="text-sm text-warn">{t("There is no portfolio yet to report on.")}</p>;
  }
  return (
    <SelectField
      key={portfolios?.length}
      label={t("Portfolio")}
      name="portfolio_id"
      required
      defaultValue={chosen ?? portfolios?.[0]?.id}
    >
      <Options of={portfolios} />
    </SelectField>
  );
}

function OfWatchlist({ chosen }: { chosen: string | null }) {
  const lists = useWatchlists().data;
  return (
    <SelectField
      key={lists?.length}
      label={t("Watchlist")}
      name="watchlist_id"
      defaultValue={chosen ?? ""}
    >
      <option value="">{t("All watchlists")}</option>
      <Options of={lists} />
    </SelectField>
  );
}

function Options({ of = [] }: { of: readonly { id: string; name: string }[] | undefined }) {
  return of.map(({ id, name }) => (
    <option key={id} value={id}>
      {name}
    </option>
  ));
}
