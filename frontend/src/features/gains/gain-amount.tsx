import { signOf } from "@/lib/decimal";
import { formatMoneyChange } from "@/lib/money";
import { Change } from "@/ui/change";

export function GainAmount({ value, currency }: { value: string | null; currency: string }) {
  if (value === null) return <span className="text-faint">–</span>;
  return <Change sign={signOf(value)}>{formatMoneyChange(value, currency)}</Change>;
}
