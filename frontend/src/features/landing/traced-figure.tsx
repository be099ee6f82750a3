import { t } from "@/languages/translate";

/** One value and what it hangs from. 50 × 173.93 / 1.0635 = 8,177.24; the close and the European
 * Central Bank's rate are those of 21 September 2023. */
const steps = () => [
  { figure: t("50 shares"), source: t("bought in two trades, 2021 and 2022") },
  { figure: t("× $173.93"), source: t("Apple Inc., close of 21 September 2023") },
  { figure: t("÷ 1.0635"), source: t("dollars for a euro, European Central Bank, same day") },
];

export function TracedFigure() {
  return (
    <figure className="relative pb-14 pl-9 lg:-mt-20 lg:pt-20">
      <Cord />
      <figcaption className="label">{t("Value of a holding")}</figcaption>
      <p className="figure text-[2.75rem] leading-tight sm:text-5xl">{t("€8,177.24")}</p>
      <dl className="flex flex-col gap-5 pt-6">
        {steps().map(({ figure, source }) => (
          <div key={figure} className="relative">
            <Knot />
            <dt className="text-lg font-medium">{figure}</dt>
            <dd className="text-soft">{source}</dd>
          </div>
        ))}
      </dl>
    </figure>
  );
}

/** The line from the top of the page past the figure's origins, and the bob at its end. */
function Cord() {
  return (
    <span
      aria-hidden="true"
      className="absolute inset-y-0 left-0 flex w-5 flex-col items-center text-accent"
    >
      <span className="w-[1.5px] flex-1 bg-current" />
      <svg viewBox="0 0 20 34" className="-mt-px w-5">
        <path d="M10 34 3.2 13.4C1.5 8.2 4.2 0 10 0s8.5 8.2 6.8 13.4Z" fill="currentColor" />
      </svg>
    </span>
  );
}

function Knot() {
  return (
    <span
      aria-hidden="true"
      className="absolute top-2 -left-[31px] size-2.5 rounded-full border-2 border-accent bg-paper"
    />
  );
}
