import { formatPercent } from "@/lib/money";

export function percentTick(value: number, step: number): string {
  return formatPercent(value, step < 0.01 ? 1 : 0);
}
