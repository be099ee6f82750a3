import { Link, useNavigate } from "react-router";

import { failureOf } from "@/api/errors";
import { useExamplePortfolio } from "@/api/example";
import { t } from "@/languages/translate";
import { Icon, type IconName } from "@/ui/icon";
import { ErrorState } from "@/ui/states";

const WAYS: { begin: string; icon: IconName; title: string; text: string }[] = [
  {
    begin: "import",
    icon: "upload",
    title: t("Import a broker’s file"),
    text: t(
      "The export as your broker gives it: Interactive Brokers, Trading 212, DEGIRO, Schwab, Coinbase, Revolut and others, or any CSV. You see every row before it is booked.",
    ),
  },
  {
    begin: "hand",
    icon: "edit",
    title: t("Add transactions by hand"),
    text: t(
      "A few buys are enough to see value, gain and return. Splits known to the market are applied by themselves.",
    ),
  },
  {
    begin: "empty",
    icon: "portfolio",
    title: t("Start with an empty portfolio"),
    text: t("Choose its name and currency, look around, and fill it later."),
  },
];

/** The first page of a new person: three ways to begin. */
export function Welcome() {
  return (
    <>
      <p className="max-w-2xl text-lg text-soft">
        {t(
          "A portfolio is a ledger of what you bought, sold and received. Everything you will see here is computed from it. How would you like to begin?",
        )}
      </p>
      <ul className="mt-8 grid gap-4 md:grid-cols-3">
        {WAYS.map(({ begin, icon, title, text }) => (
          <li key={begin}>
            <Link
              to={`/portfolios/new?begin=${begin}`}
              className="group flex h-full flex-col rounded-lg border border-line bg-surface p-6 transition-shadow hover:shadow-raised"
            >
              <Icon name={icon} className="size-6 text-accent" />
              <h2 className="mt-4 text-lg group-hover:text-accent">{title}</h2>
              <p className="mt-2 text-soft">{text}</p>
            </Link>
          </li>
        ))}
      </ul>
      <Example />
    </>
  );
}

function Example() {
  const navigate = useNavigate();
  const example = useExamplePortfolio();
  const open = () =>
    example.mutate(undefined, { onSuccess: ({ id }) => void navigate(`/portfolios/${id}`) });
  return (
    <div className="mt-8 border-t border-line pt-5">
      {example.isError && <ErrorState className="mb-4" failure={failureOf(example.error)} />}
      <p className="text-soft">
        {t("Only looking?")}{" "}
        <button type="button" className="link" disabled={example.isPending} onClick={open}>
          {example.isPending ? t("Making an example portfolio…") : t("Make an example portfolio")}
        </button>
        {". "}
        {t("It holds an invented person’s trades. You can delete it at any time.")}
      </p>
    </div>
  );
}
