import { Navigate } from "react-router";

import { useSessionStatus } from "@/api/session";
import { ButtonLink } from "@/ui/button";
import { Wordmark } from "@/ui/logo";
import { useTitle } from "@/ui/page";

const PROMISES = [
  {
    title: "Your broker’s own file",
    text: "Drop it in. Every row is read, judged and explained before anything is booked, and nothing is counted twice.",
  },
  {
    title: "Returns that reconcile",
    text: "Time-weighted and money-weighted, after splits, fees and currencies. Gains add up to the cent.",
  },
  {
    title: "Honest about its data",
    text: "Each price says when it is from and who said it. Old is shown as old, missing as missing.",
  },
];

export function LandingPage() {
  useTitle("Plumbline");
  const status = useSessionStatus();
  if (status === "signed-in" || status === "restoring") return <Navigate to="/portfolios" replace />;
  return (
    <div className="mx-auto flex min-h-dvh max-w-6xl flex-col px-4 sm:px-6">
      <header className="flex h-14 items-start justify-between pt-3.5">
        <Wordmark />
        <ButtonLink to="/login" look="quiet" size="sm">
          Sign in
        </ButtonLink>
      </header>
      <main className="flex flex-1 flex-col justify-center py-10">
        <div className="grid items-stretch gap-10 lg:grid-cols-[1fr_auto] lg:gap-16">
          <div className="max-w-2xl">
            <h1 className="text-[2.5rem] leading-[1.08] sm:text-6xl">Numbers that hang straight.</h1>
            <p className="mt-6 max-w-xl text-lg text-soft sm:text-xl">
              Plumbline keeps your portfolios in your own cloud and shows what they are worth, what
              they earned and why, with every figure traced to the trades, prices and rates it came
              from.
            </p>
            <div className="mt-8 flex flex-wrap gap-3">
              <ButtonLink to="/register">Create an account</ButtonLink>
              <ButtonLink to="/login" look="secondary">
                Sign in
              </ButtonLink>
            </div>
          </div>
          <Specimen />
        </div>
        <ul className="mt-14 grid gap-8 border-t border-line-strong pt-6 sm:grid-cols-3">
          {PROMISES.map(({ title, text }) => (
            <li key={title}>
              <h2 className="text-lg">{title}</h2>
              <p className="mt-1 text-soft">{text}</p>
            </li>
          ))}
        </ul>
      </main>
      <footer className="border-t border-line py-5 text-sm text-faint">
        Open source, MIT. Not investment advice.
      </footer>
    </div>
  );
}

/** The hanging bob, drawn large. */
function Specimen() {
  return (
    <svg
      viewBox="0 0 220 340"
      aria-hidden="true"
      className="-mt-14 hidden h-[25rem] text-accent lg:block"
    >
      <path d="M110 0v214" stroke="currentColor" strokeWidth="1.5" />
      <path d="M110 340 82 262c-8-24 6-46 28-46s36 22 28 46Z" fill="currentColor" />
      <path d="M110 216v124l-28-78c-8-24 6-46 28-46Z" fill="var(--accent-strong)" opacity="0.55" />
      <g stroke="var(--line-strong)">
        {Array.from({ length: 11 }, (_, index) => (
          <path key={index} d={`M${index % 5 === 0 ? 20 : 34} ${60 + index * 24}H48`} />
        ))}
        <path d="M48 60v240" />
      </g>
    </svg>
  );
}
