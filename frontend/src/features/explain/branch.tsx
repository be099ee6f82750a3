import { Link } from "react-router";

import type { ExplainedOf, Explanation } from "@/api/models";
import type { Plan } from "@/api/plan-explanation";
import { t } from "@/languages/translate";
import { formatDay } from "@/lib/dates";
import { Badge } from "@/ui/badge";

import { isConstant, valueOf, type Reading } from "./node-value";
import { OtherFigure } from "./other-figure";
import { Series } from "./series";

/** Of which portfolio, and how, the figure at the root was asked; of a plan, which one. */
export type Asked = { portfolioId: string; of: ExplainedOf; plan?: Plan };

/** What each operation does with the parts under it. */
const OPERATIONS: Record<Explanation["operation"], string> = {
  fact: "",
  series: "",
  sum: t("sum of"),
  difference: t("first less the rest"),
  product: t("multiplied"),
  quotient: t("divided"),
  irr: t("the yearly rate that balances"),
  active: t("day by day, first less second"),
  mean: t("average of"),
  deviation: t("standard deviation of"),
  covariance: t("covariance of"),
  downside: t("deviation below the second, of"),
  quantile: t("below it lies the part named"),
  tail_mean: t("average of the days up to the second"),
  growth: t("compounded, from 1"),
  deepest_fall: t("deepest fall of"),
  share_below: t("share of the days below the second"),
  dot: t("multiplied day by day, and summed"),
  power: t("first to the power of the second"),
  largest: t("largest of"),
  smallest: t("smallest of"),
  rounded: t("rounded to a multiple of the second"),
  rounded_down: t("rounded down to a multiple of the second"),
  bootstrap_paths: t("drawn again in blocks of the past's days"),
  gaussian_paths: t("drawn again from a normal distribution"),
  shrinkage: t("how far the covariance is pulled towards equal variances"),
  asset: "",
  cap: "",
  min_variance: t("the mix of least variance"),
  max_sharpe: t("the mix of the highest Sharpe ratio"),
  risk_parity: t("the mix of equal risk"),
  hrp: t("the mix of hierarchical risk parity"),
};

const KINDS: Record<NonNullable<Explanation["fact"]>["kind"], string> = {
  transaction: t("transaction"),
  share: t("part of a transaction"),
  flow: t("paid in or out"),
  price: t("price"),
  rate: t("rate"),
  value: t("value of a day"),
  rest: t("the rest"),
  returns: t("daily returns"),
  convention: t("convention"),
  assumption: t("assumption"),
  figure: t("another figure"),
};

export function Branch({
  node,
  asked,
  reading,
  isOpen = false,
}: {
  node: Explanation;
  asked: Asked;
  reading?: Reading | undefined;
  isOpen?: boolean;
}) {
  if (node.children.length === 0) {
    if (node.points.length > 0) return <Series node={node} asked={asked} />;
    if (node.fact?.kind === "figure") return <OtherFigure node={node} asked={asked} />;
    return <Leaf node={node} portfolioId={asked.portfolioId} />;
  }
  return (
    <details open={isOpen} className="group/branch">
      <summary className="flex min-h-9 items-baseline gap-2 rounded-sm py-1 hover:bg-sunken">
        <span aria-hidden="true" className="w-3 text-faint">
          ›
        </span>
        <span className="flex-1">
          {node.label}
          <span className="ml-2 text-sm text-faint">{OPERATIONS[node.operation]}</span>
        </span>
        <span className="font-medium whitespace-nowrap">{valueOf(node, reading)}</span>
      </summary>
      <div className="ml-1.5 border-l border-line-strong pl-2.5">
        {node.children.map((child, index) => (
          <Branch key={`${child.label}${index}`} node={child} asked={asked} />
        ))}
      </div>
    </details>
  );
}

function Leaf({ node, portfolioId }: { node: Explanation; portfolioId: string }) {
  return (
    <div className="flex items-baseline gap-2 py-1 pl-5">
      <span className="flex-1">
        {node.label}
        <Origin node={node} portfolioId={portfolioId} />
      </span>
      <span className="font-medium whitespace-nowrap">{valueOf(node)}</span>
    </div>
  );
}

/** Where a leaf comes from; a constant is the plain figure that its label says. */
function Origin({ node: { fact }, portfolioId }: { node: Explanation; portfolioId: string }) {
  if (!fact || isConstant(fact)) return null;
  const { kind, day, source, reference } = fact;
  const from = [day && formatDay(day), source].filter(Boolean).join(" · ");
  const isEntry = kind === "transaction" || kind === "share" || kind === "flow";
  return (
    <span className="mt-0.5 flex flex-wrap items-center gap-2 text-sm text-faint">
      <Badge>{KINDS[kind]}</Badge>
      {isEntry ? (
        <Link className="link" to={`/portfolios/${portfolioId}/transactions`}>
          {from || t("in the ledger")}
        </Link>
      ) : kind === "price" && !reference.includes(" ") ? (
        <Link className="link" to={`/symbols/${encodeURIComponent(reference)}`}>
          {reference}, {from}
        </Link>
      ) : (
        <span>{[isDay(reference) ? null : reference, from].filter(Boolean).join(" · ")}</span>
      )}
    </span>
  );
}

/** A fact of a day may be named by it: the day is shown already. */
function isDay(reference: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(reference);
}
