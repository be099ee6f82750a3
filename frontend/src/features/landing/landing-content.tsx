import { t } from "@/languages/translate";
import { ButtonLink } from "@/ui/button";
import { Wordmark } from "@/ui/logo";

import { TracedFigure } from "./traced-figure";

const promises = () => [
  {
    title: t("Your broker’s own file"),
    text: t(
      "Drop it in. Every row is read, judged and explained before anything is booked, and nothing is counted twice.",
    ),
  },
  {
    title: t("Returns that reconcile"),
    text: t(
      "Time-weighted and money-weighted, after splits, fees and currencies. Gains add up to the cent.",
    ),
  },
  {
    title: t("Honest about its data"),
    text: t(
      "Each price says when it is from and who said it. Old is shown as old, missing as missing.",
    ),
  },
];

/** The landing page, free of state: the build renders it into index.html. */
export function LandingContent() {
  return (
    <div className="landing mx-auto flex min-h-dvh max-w-6xl flex-col px-4 sm:px-6">
      <header className="flex h-14 items-start justify-between pt-3.5">
        <Wordmark />
        <ButtonLink to="/login" look="quiet" size="sm">
          {t("Sign in")}
        </ButtonLink>
      </header>
      <main className="flex flex-1 flex-col justify-between gap-16 pt-10 pb-12 sm:pt-20">
        <div className="grid items-start gap-14 lg:grid-cols-[1fr_24rem] lg:gap-20">
          <div className="max-w-2xl">
            <h1 className="text-[2.625rem] leading-[1.06] sm:text-[4rem]">
              {t("Numbers that hang straight.")}
            </h1>
            <p className="mt-6 max-w-xl text-lg text-soft sm:text-xl">
              {t(
                "Plumbline keeps your portfolios in your own cloud and shows what they are worth, what they earned and why, with every figure traced to the trades, prices and rates it came from.",
              )}
            </p>
            <div className="mt-9 flex flex-wrap gap-3">
              <ButtonLink to="/register">{t("Create an account")}</ButtonLink>
              <ButtonLink to="/login" look="secondary">
                {t("Sign in")}
              </ButtonLink>
            </div>
          </div>
          <TracedFigure />
        </div>
        <ul className="grid gap-8 border-t border-line-strong pt-6 sm:grid-cols-3">
          {promises().map(({ title, text }) => (
            <li key={title}>
              <h2 className="text-lg">{title}</h2>
              <p className="mt-1 text-soft">{text}</p>
            </li>
          ))}
        </ul>
      </main>
      <footer className="border-t border-line py-5 text-sm text-faint">
        {t("Open source, MIT licence. Nothing here is investment advice.")}
      </footer>
    </div>
  );
}
