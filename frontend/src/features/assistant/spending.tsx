import { useAssistantUsage } from "@/api/chats";
import type { AssistantUsage } from "@/api/models";
import { counted, t } from "@/languages/translate";
import { formatDay } from "@/lib/dates";
import { formatInteger, formatMoney, formatPercent } from "@/lib/money";
import { Loaded } from "@/ui/loaded";
import { Skeleton } from "@/ui/states";

import { spentOf } from "./budget";

const DAYS = 14;

/** What answers have cost today, against what a day may cost, and before. */
export function Spending() {
  const usage = useAssistantUsage();
  return (
    <section aria-label={t("Cost of answers")}>
      <h2 className="mb-2 text-lg">{t("Spent today")}</h2>
      <Loaded query={usage} skeleton={<Skeleton className="h-24" />}>
        {(data) => <Told usage={data} />}
      </Loaded>
    </section>
  );
}

function Told({ usage }: { usage: AssistantUsage }) {
  const { today, days, limit_usd_per_day, limit_tokens_per_day } = usage;
  const spent = spentOf(usage);
  const past = days.filter(({ day }) => day !== today.day).slice(0, DAYS);
  return (
    <>
      <progress
        className="block h-2 w-full overflow-hidden rounded-full"
        aria-label={t("Part of the day’s budget")}
        value={spent}
        max={1}
      />
      <dl className="mt-2 grid grid-cols-[auto_1fr] gap-x-3 text-sm [&_dd]:text-right">
        <dt className="text-soft">{t("Answers")}</dt>
        <dd>{formatInteger(today.answers)}</dd>
        <dt className="text-soft">{t("Costs")}</dt>
        <dd>
          {t("{cost} of {limit}", {
            cost: formatMoney(today.cost_usd, "USD"),
            limit: formatMoney(limit_usd_per_day, "USD"),
          })}
        </dd>
        <dt className="text-soft">{t("Tokens")}</dt>
        <dd>
          {t("{cost} of {limit}", {
            cost: formatInteger(today.input_tokens + today.output_tokens),
            limit: formatInteger(limit_tokens_per_day),
          })}
        </dd>
      </dl>
      <p className="label mt-1">
        {spent >= 1
          ? t("The budget is spent until midnight UTC; the built-in analyst still answers.")
          : t("{part} of the day’s budget.", { part: formatPercent(spent, 0) })}
      </p>
      {!today.is_priced && (
        <p className="text-sm text-warn">{t("A model without a price was used: it cost more.")}</p>
      )}
      {past.length > 0 && (
        <details className="mt-2">
          <summary className="text-sm text-soft hover:text-ink">
            <span aria-hidden="true" className="mr-1 inline-block">
              ›
            </span>
            {t("Earlier days")}
          </summary>
          <ul className="mt-1 text-sm">
            {past.map(({ day, answers, cost_usd }) => (
              <li key={day} className="flex justify-between gap-2 py-0.5">
                <span>{formatDay(day)}</span>
                <span className="text-faint">
                  {counted("{count} answer", "{count} answers", answers)}
                </span>
                <span>{formatMoney(cost_usd, "USD")}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
