import { Link } from "react-router";

import { useExplanation } from "@/api/analysis";
import type { ExplainedMetric, Explanation } from "@/api/models";
import { t } from "@/languages/translate";
import { formatDay } from "@/lib/dates";
import { formatMoney, formatPercentChange, formatPrice, formatQuantity } from "@/lib/money";
import { Badge } from "@/ui/badge";
import { Loaded } from "@/ui/loaded";
import { SidePanel } from "@/ui/side-panel";
import { Skeleton } from "@/ui/states";

/** What each operation does with the parts under it. */
const OPERATIONS: Partial<Record<Explanation["operation"], string>> = {
  fact: "",
  sum: t("sum of"),
  difference: t("first less the rest"),
  product: t("multiplied"),
  quotient: t("divided"),
  irr: t("the yearly rate that balances"),
};

export function ExplanationPanel({
  portfolioId,
  metric,
  symbol,
  title,
  onClose,
}: {
  portfolioId: string;
  metric: ExplainedMetric;
  symbol?: string;
  title: string;
  onClose: () => void;
}) {
  const query = useExplanation(portfolioId, metric, symbol);
  return (
    <SidePanel title={t("Where {title} comes from", { title })} onClose={onClose}>
      <Loaded query={query} skeleton={<Skeleton className="h-72" />}>
        {(tree) => (
          <>
            <p className="figure text-3xl">{valueOf(tree)}</p>
            <p className="label mb-4">
              {t(
                "Every step can be opened, down to the transaction, price or rate it rests on. Steps are exact; what is shown is rounded.",
              )}
            </p>
            <Branch node={tree} portfolioId={portfolioId} isOpen />
          </>
        )}
      </Loaded>
    </SidePanel>
  );
}

function Branch({
  node,
  portfolioId,
  isOpen = false,
}: {
  node: Explanation;
  portfolioId: string;
  isOpen?: boolean;
}) {
  if (node.children.length === 0) return <Leaf node={node} portfolioId={portfolioId} />;
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
        <span className="font-medium whitespace-nowrap">{valueOf(node)}</span>
      </summary>
      <div className="ml-1.5 border-l border-line-strong pl-2.5">
        {node.children.map((child, index) => (
          <Branch key={`${child.label}${index}`} node={child} portfolioId={portfolioId} />
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

function Origin({ node: { fact }, portfolioId }: { node: Explanation; portfolioId: string }) {
  if (!fact) return null;
  const { kind, day, source, reference } = fact;
  const from = [day && formatDay(day), source].filter(Boolean).join(" · ");
  const isEntry = kind === "transaction" || kind === "share" || kind === "flow";
  return (
    <span className="mt-0.5 flex flex-wrap items-center gap-2 text-sm text-faint">
      <Badge>{kind}</Badge>
      {isEntry ? (
        <Link className="link" to={`/portfolios/${portfolioId}/transactions`}>
          {from || t("in the ledger")}
        </Link>
      ) : kind === "price" ? (
        <Link className="link" to={`/symbols/${encodeURIComponent(reference)}`}>
          {reference}, {from}
        </Link>
      ) : (
        <span>{[reference, from].filter(Boolean).join(" · ")}</span>
      )}
    </span>
  );
}

function valueOf({ value, unit, fact, operation }: Explanation): string {
  if (value === null) return "–";
  const isReturn = operation === "irr" || (operation === "difference" && unit === "ratio");
  if (isReturn) return formatPercentChange(Number(value));
  if (!/^[A-Z]{3}$/.test(unit)) return formatQuantity(value);
  return fact?.kind === "price" ? formatPrice(value, unit) : formatMoney(value, unit);
}
