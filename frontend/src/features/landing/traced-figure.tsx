/** One value and what it hangs from. 50 × 173.93 / 1.0635 = 8,177.24; the close and the European
 * Central Bank's rate are those of 21 September 2023. */
const STEPS = [
  { figure: "50 shares", source: "bought in two trades, 2021 and 2022" },
  { figure: "× $173.93", source: "Apple Inc., close of 21 September 2023" },
  { figure: "÷ 1.0635", source: "dollars for a euro, European Central Bank, same day" },
];

export function TracedFigure() {
  return (
    <figure className="relative lg:-mt-20 lg:pt-20">
      <span aria-hidden="true" className="absolute top-0 left-[7px] hidden h-24 w-[1.5px] bg-accent lg:block" />
      <figcaption className="label pl-9">Value of a holding</figcaption>
      <p className="figure pl-9 text-[2.75rem] leading-tight sm:text-5xl">€8,177.24</p>
      <div className="relative mt-2">
        <Cord />
        <dl className="flex flex-col gap-5 pt-4 pb-2 pl-9">
          {STEPS.map(({ figure, source }) => (
            <div key={figure}>
              <dt className="text-lg font-medium">{figure}</dt>
              <dd className="text-soft">{source}</dd>
            </div>
          ))}
        </dl>
      </div>
    </figure>
  );
}

/** The line from the figure down to its origins, with a knot at each and the bob at its end. */
function Cord() {
  return (
    <span aria-hidden="true" className="absolute -top-16 bottom-0 left-0 w-4 text-accent">
      <span className="absolute top-0 bottom-4 left-[7px] w-[1.5px] bg-current" />
      <svg viewBox="0 0 16 18" className="absolute -bottom-6 left-0 w-4">
        <path d="M8 18 2.6 6.6C1.5 3.2 4 0 8 0s6.5 3.2 5.4 6.6Z" fill="currentColor" />
      </svg>
    </span>
  );
}
