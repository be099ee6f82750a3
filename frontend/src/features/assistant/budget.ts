import type { AssistantUsage } from "@/api/models";

/** How much of what a day may cost is spent, by what is nearer its end: 0 to 1. A limit of zero is
 * no limit. */
export function spentOf({
  today,
  limit_usd_per_day,
  limit_tokens_per_day,
}: AssistantUsage): number {
  const usd = partOf(Number(today.cost_usd), Number(limit_usd_per_day));
  const tokens = partOf(today.input_tokens + today.output_tokens, limit_tokens_per_day);
  return Math.min(Math.max(usd, tokens), 1);
}

function partOf(spent: number, limit: number): number {
  return limit > 0 ? spent / limit : 0;
}
