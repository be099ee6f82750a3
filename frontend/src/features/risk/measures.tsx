import type { Risk } from "@/api/models";
import { formatDay } from "@/lib/dates";
import { formatPercent } from "@/lib/money";
import { Section } from "@/ui/page";

type Name =
  | "volatility"
  | "sharpe"
  | "sortino"
  | "calmar"
  | "var_95"
  | "cvar_95"
  | "var_99"
  | "cvar_99"
  | "beta"
  | "alpha"
  | "tracking_error"
  | "information_ratio"
  | "hhi";

type Measure = { name: Name; label: string; isRatio?: boolean; why: string };

const GROUPS: { title: string; measures: Measure[] }[] = [
  {
    title: "How much it swings",
    measures: [
      {
        name: "volatility",
        label: "Volatility, a year",
        why: "In about two years of three the return lies within this distance of its average.",
      },
      {
        name: "var_95",
        label: "Bad day (VaR 95%)",
        why: "One day in twenty was worse than this loss.",
      },
      {
        name: "cvar_95",
        label: "Average bad day (CVaR 95%)",
        why: "What was lost on average on those one-in-twenty days.",
      },
      {
        name: "var_99",
        label: "Very bad day (VaR 99%)",
        why: "One day in a hundred was worse than this loss.",
      },
      {
        name: "cvar_99",
        label: "Average very bad day (CVaR 99%)",
        why: "What was lost on average on those one-in-a-hundred days.",
      },
      {
        name: "hhi",
        label: "Concentration (HHI)",
        isRatio: true,
        why: "1 is all in one holding; 0.1 is as spread as ten equal ones.",
      },
    ],
  },
  {
    title: "Whether it paid",
    measures: [
      {
        name: "sharpe",
        label: "Sharpe ratio",
        isRatio: true,
        why: "Return for each unit of swing; above 1 is good over many years.",
      },
      {
        name: "sortino",
        label: "Sortino ratio",
        isRatio: true,
        why: "As Sharpe, but only falls count as risk.",
      },
      {
        name: "calmar",
        label: "Calmar ratio",
        isRatio: true,
        why: "Yearly return over the deepest fall.",
      },
    ],
  },
  {
    title: "Against the benchmark",
    measures: [
      {
        name: "beta",
        label: "Beta",
        isRatio: true,
        why: "How far it moves when the benchmark moves by 1; under 1 it is calmer.",
      },
      {
        name: "alpha",
        label: "Alpha, a year",
        why: "Return beyond what its beta to the benchmark explains.",
      },
      {
        name: "tracking_error",
        label: "Tracking error",
        why: "How much it strays from the benchmark in a year.",
      },
      {
        name: "information_ratio",
        label: "Information ratio",
        isRatio: true,
        why: "Return over the benchmark for each unit of straying.",
      },
    ],
  },
];

/** Each measure with what it means, or why it cannot be told. */
export function Measures({ risk }: { risk: Risk }) {
  return GROUPS.map(({ title, measures }) => (
    <Section key={title} title={title}>
      <dl className="grid gap-x-8 gap-y-5 sm:grid-cols-2 lg:grid-cols-3">
        {title === "Whether it paid" && <DeepestFall risk={risk} />}
        {measures.map((measure) => (
          <Told key={measure.name} measure={measure} risk={risk} />
        ))}
      </dl>
    </Section>
  ));
}

function Told({ measure: { name, label, isRatio, why }, risk }: { measure: Measure; risk: Risk }) {
  const value = risk[name];
  return (
    <div className="border-l border-line-strong pl-3">
      <dt className="label">{label}</dt>
      {value === null ? (
        <>
          <dd className="figure text-xl leading-8 text-faint">–</dd>
          <dd className="text-sm text-warn">{risk.notes[name] ?? "Cannot be told."}</dd>
        </>
      ) : (
        <dd className="figure text-xl leading-8">
          {isRatio ? value.toFixed(2).replace("-", "−") : formatPercent(value)}
        </dd>
      )}
      <dd className="text-sm text-soft">{why}</dd>
    </div>
  );
}

function DeepestFall({ risk: { max_drawdown, notes } }: { risk: Risk }) {
  return (
    <div className="border-l border-line-strong pl-3">
      <dt className="label">Deepest fall</dt>
      <dd className="figure text-xl leading-8">
        {max_drawdown ? formatPercent(-max_drawdown.depth) : "–"}
      </dd>
      <dd className="text-sm text-soft">
        {max_drawdown
          ? `From the top of ${formatDay(max_drawdown.peak)} to the bottom of ${formatDay(max_drawdown.trough)}.`
          : (notes.max_drawdown ?? "No fall in this period.")}
      </dd>
    </div>
  );
}
