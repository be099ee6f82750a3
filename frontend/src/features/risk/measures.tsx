import type { Risk } from "@/api/models";
import { t } from "@/languages/translate";
import { formatDay } from "@/lib/dates";
import { formatFixed, formatPercent } from "@/lib/money";
import { Section } from "@/ui/page";

import { ExplainedRisk, type AskedOfRisk } from "./explained-risk";

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

type Curve =
  "var_95_parametric" | "cvar_95_parametric" | "var_99_parametric" | "cvar_99_parametric";

/** What the whole group is told of. */
type About = "benchmark";

type Measure = { name: Name; curve?: Curve; label: string; isRatio?: boolean; why: string };

const GROUPS: {
  title: string;
  measures: Measure[];
  hasFall?: boolean;
  under?: string;
  about?: About;
}[] = [
  {
    title: t("How much it swings"),
    under: t(
      "Bad days are counted as they were. The bell curve beside them is parametric: it knows the average and the swing alone, and takes days far off for rarer than they are. Where more was lost than it says, the bad days were worse than the swing tells.",
    ),
    measures: [
      {
        name: "volatility",
        label: t("Volatility, a year"),
        why: t("In about two years of three the return lies within this distance of its average."),
      },
      {
        name: "var_95",
        curve: "var_95_parametric",
        label: t("Bad day (VaR 95%)"),
        why: t("One day in twenty was worse than this loss."),
      },
      {
        name: "cvar_95",
        curve: "cvar_95_parametric",
        label: t("Average bad day (CVaR 95%)"),
        why: t("What was lost on average on those one-in-twenty days."),
      },
      {
        name: "var_99",
        curve: "var_99_parametric",
        label: t("Very bad day (VaR 99%)"),
        why: t("One day in a hundred was worse than this loss."),
      },
      {
        name: "cvar_99",
        curve: "cvar_99_parametric",
        label: t("Average very bad day (CVaR 99%)"),
        why: t("What was lost on average on those one-in-a-hundred days."),
      },
      {
        name: "hhi",
        label: t("Concentration (HHI)"),
        isRatio: true,
        why: t("1 is all in one holding; 0.1 is as spread as ten equal ones."),
      },
    ],
  },
  {
    title: t("Whether it paid"),
    hasFall: true,
    measures: [
      {
        name: "sharpe",
        label: t("Sharpe ratio"),
        isRatio: true,
        why: t("Return for each unit of swing; above 1 is good over many years."),
      },
      {
        name: "sortino",
        label: t("Sortino ratio"),
        isRatio: true,
        why: t("As Sharpe, but only falls count as risk."),
      },
      {
        name: "calmar",
        label: t("Calmar ratio"),
        isRatio: true,
        why: t("Yearly return over the deepest fall."),
      },
    ],
  },
  {
    title: t("Against the benchmark"),
    about: "benchmark",
    measures: [
      {
        name: "beta",
        label: t("Beta"),
        isRatio: true,
        why: t("How far it moves when the benchmark moves by 1; under 1 it is calmer."),
      },
      {
        name: "alpha",
        label: t("Alpha, a year"),
        why: t("Return beyond what its beta to the benchmark explains."),
      },
      {
        name: "tracking_error",
        label: t("Tracking error"),
        why: t("How much it strays from the benchmark in a year."),
      },
      {
        name: "information_ratio",
        label: t("Information ratio"),
        isRatio: true,
        why: t("Return over the benchmark for each unit of straying."),
      },
    ],
  },
];

/** Each measure with what it means, or why it cannot be told. */
export function Measures({ risk, asked }: { risk: Risk; asked: AskedOfRisk }) {
  return GROUPS.map(({ title, measures, hasFall, under, about }) => (
    <Section key={title} title={title}>
      {about && risk.notes[about] && (
        <p className="mb-4 text-sm text-warn first-letter:uppercase">{risk.notes[about]}</p>
      )}
      <dl className="grid gap-x-8 gap-y-5 sm:grid-cols-2 lg:grid-cols-3">
        {hasFall && <DeepestFall risk={risk} asked={asked} />}
        {measures.map((measure) => (
          <Told key={measure.name} {...{ measure, risk, asked }} />
        ))}
      </dl>
      {under && <p className="label mt-4 max-w-3xl">{under}</p>}
    </Section>
  ));
}

function Told({
  measure: { name, curve, label, isRatio, why },
  risk,
  asked,
}: {
  measure: Measure;
  risk: Risk;
  asked: AskedOfRisk;
}) {
  const value = risk[name];
  return (
    <div className="border-l border-line-strong pl-3">
      <dt className="label">{label}</dt>
      {value === null ? (
        <>
          <dd className="figure text-xl leading-8 text-faint">–</dd>
          <dd className="text-sm text-warn">{risk.notes[name] ?? t("Cannot be told.")}</dd>
        </>
      ) : (
        <dd className="figure text-xl leading-8">
          <ExplainedRisk
            asked={asked}
            metric={name}
            label={label}
            reading={isRatio ? "number" : "percent"}
          >
            {isRatio ? formatFixed(value, 2) : formatPercent(value)}
          </ExplainedRisk>
        </dd>
      )}
      {curve && <ByBellCurve {...{ curve, label, risk, asked }} />}
      <dd className="text-sm text-soft">{why}</dd>
    </div>
  );
}

/** The same measure if returns lay on a bell curve; without one the counted measure says why. */
function ByBellCurve({
  curve,
  label,
  risk,
  asked,
}: {
  curve: Curve;
  label: string;
  risk: Risk;
  asked: AskedOfRisk;
}) {
  const value = risk[curve];
  if (value === null) return null;
  return (
    <dd className="text-sm">
      {t("By the bell curve:")}{" "}
      <span className="figure">
        <ExplainedRisk
          asked={asked}
          metric={curve}
          label={t("{measure} by the bell curve", { measure: label })}
        >
          {formatPercent(value)}
        </ExplainedRisk>
      </span>
    </dd>
  );
}

function DeepestFall({ risk: { max_drawdown, notes }, asked }: { risk: Risk; asked: AskedOfRisk }) {
  return (
    <div className="border-l border-line-strong pl-3">
      <dt className="label">{t("Deepest fall")}</dt>
      <dd className="figure text-xl leading-8">
        {max_drawdown ? (
          <ExplainedRisk asked={asked} metric="max_drawdown" label={t("the deepest fall")}>
            {formatPercent(-max_drawdown.depth)}
          </ExplainedRisk>
        ) : (
          "–"
        )}
      </dd>
      <dd className="text-sm text-soft">
        {max_drawdown
          ? t("From the top of {peak} to the bottom of {trough}.", {
              peak: formatDay(max_drawdown.peak),
              trough: formatDay(max_drawdown.trough),
            })
          : (notes.max_drawdown ?? t("No fall in this period."))}
      </dd>
    </div>
  );
}
