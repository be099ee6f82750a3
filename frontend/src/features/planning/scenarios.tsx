import { useScenarios } from "@/api/planning";
import type { Scenarios as Answer } from "@/api/models";
import type { Plan } from "@/api/plan-explanation";
import { ExplainedPlan } from "@/features/explain/explained-plan";
import { t } from "@/languages/translate";
import { cx } from "@/lib/class-names";
import { compareDecimals, signOf } from "@/lib/decimal";
import { formatMoney, formatMoneyChange, formatPercentChange } from "@/lib/money";
import { Change } from "@/ui/change";
import { Loaded } from "@/ui/loaded";
import { Section } from "@/ui/page";
import { Skeleton } from "@/ui/states";

import { FRESH_SCENARIOS, scenariosBody } from "./choices";
import { useKept } from "./kept";
import { PlanNotes } from "./plan-notes";
import { ScenariosForm } from "./scenarios-form";

type Outcome = Answer["scenarios"][number];
type Effect = Outcome["effects"][number];

const WAYS: Record<Effect["way"], string> = {
  own_history: t("its own prices then"),
  beta: t("its beta to the market"),
  shock: t("the shock"),
  unaffected: t("left out"),
};

/** What is held today, through crises of the past and a shock of one's own choosing. */
export function Scenarios({ portfolioId }: { portfolioId: string }) {
  const [choices, setChoices] = useKept("scenarios", FRESH_SCENARIOS);
  const [body, setBody] = useKept("scenarios asked", scenariosBody(FRESH_SCENARIOS));
  const scenarios = useScenarios(portfolioId, body);
  const plan: Plan = { kind: "scenarios", body };
  return (
    <Section title={t("What if it happened again, today")}>
      <ScenariosForm
        {...{ portfolioId, choices }}
        onChange={setChoices}
        onAsk={() => setBody(scenariosBody(choices))}
        isBusy={scenarios.isFetching}
        problem={scenarios.error}
      />
      <Loaded query={scenarios} skeleton={<Skeleton className="h-72" />}>
        {(data) => (
          <>
            <p className="label mb-3">{ofWhat(data)}</p>
            <ul
              aria-busy={scenarios.isPlaceholderData}
              className={cx("border-t border-line", scenarios.isPlaceholderData && "opacity-60")}
            >
              {data.scenarios.map((one) => (
                <li key={one.name} className="border-b border-line">
                  <OutcomeOf {...{ portfolioId, plan, answer: data }} outcome={one} />
                </li>
              ))}
            </ul>
          </>
        )}
      </Loaded>
    </Section>
  );
}

function hasCash({ holdings_value, total_value }: Answer): boolean {
  return total_value !== null && compareDecimals(holdings_value, total_value) !== 0;
}

/** What the changes are of. */
function ofWhat(answer: Answer): string {
  const { currency, holdings_value, total_value } = answer;
  const held = formatMoney(holdings_value, currency);
  if (total_value === null || !hasCash(answer))
    return t("Changes are of the holdings, worth {held}.", { held });
  return t("Changes are of the holdings, worth {held}; with cash it is {total}.", {
    held,
    total: formatMoney(total_value, currency),
  });
}

function OutcomeOf({
  portfolioId,
  plan,
  outcome,
  answer,
}: {
  portfolioId: string;
  plan: Plan;
  outcome: Outcome;
  answer: Answer;
}) {
  const { name, label, gain, change, change_of_total, notes, effects } = outcome;
  const { currency } = answer;
  const figure = (metric: "gain" | "change", isKnown: boolean, text: string, symbol?: string) => (
    <ExplainedPlan
      {...{ portfolioId, plan, isKnown }}
      of={{ metric, key: name, ...(symbol && { symbol }) }}
      label={
        symbol
          ? t("the effect of {label} on {symbol}", { label, symbol })
          : t("the effect of {label}", { label })
      }
      reading="change"
    >
      {text}
    </ExplainedPlan>
  );
  return (
    <details>
      <summary className="flex items-baseline gap-3 py-3 hover:bg-sunken">
        <span aria-hidden="true" className="w-3 text-faint">
          ›
        </span>
        <span className="flex-1 font-medium">{label}</span>
        <span className="text-right">
          {change === null ? (
            <span className="text-faint">{t("not known")}</span>
          ) : (
            <>
              <Change sign={signOf(gain)}>{formatMoneyChange(gain, currency)}</Change>
              <span className="ml-3 inline-block w-16 text-soft">
                {formatPercentChange(change, 1)}
              </span>
            </>
          )}
        </span>
      </summary>
      <div className="pb-4 pl-6">
        <PlanNotes notes={notes} />
        <ul className="text-sm">
          {effects.map((effect) => (
            <li key={effect.symbol} className="flex gap-3 border-b border-line py-1">
              <span className="w-16 font-semibold">{effect.symbol}</span>
              <span className="flex-1 text-faint">{t("by {way}", { way: WAYS[effect.way] })}</span>
              <span>
                {figure(
                  "change",
                  effect.change !== null,
                  effect.change === null ? "–" : formatPercentChange(effect.change, 1),
                  effect.symbol,
                )}
              </span>
              <span className="w-24 text-right">
                {figure(
                  "gain",
                  effect.gain !== null,
                  effect.gain === null ? "–" : formatMoneyChange(effect.gain, currency),
                  effect.symbol,
                )}
              </span>
            </li>
          ))}
          {change !== null && (
            <li className="flex gap-3 py-1 font-semibold">
              <span className="flex-1">{t("Together")}</span>
              <span>{figure("change", true, formatPercentChange(change, 1))}</span>
              <span className="w-24 text-right">
                {figure("gain", true, formatMoneyChange(gain, currency))}
              </span>
            </li>
          )}
          {change_of_total !== null && hasCash(answer) && (
            <li className="flex gap-3 py-1 text-soft">
              <span className="flex-1">{t("Of everything, with cash")}</span>
              <span>{formatPercentChange(change_of_total, 1)}</span>
              <span className="w-24" />
            </li>
          )}
        </ul>
      </div>
    </details>
  );
}
