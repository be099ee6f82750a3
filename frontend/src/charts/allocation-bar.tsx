import { t } from "@/languages/translate";
import { formatPercent } from "@/lib/money";

export type Part = { label: string; weight: number };

/** Share of the accent in each part's colour, largest part first. */
const DEPTHS = [100, 74, 54, 38, 26, 16, 8];

/** Weights as one bar: the largest parts in falling depths of the accent, the rest as one. */
export function AllocationBar({ parts }: { parts: readonly Part[] }) {
  const shown = largest(parts);
  return (
    <figure>
      <div aria-hidden="true" className="flex h-3 gap-px overflow-hidden rounded-sm">
        {shown.map((part, index) => (
          <span key={part.label} style={{ flexGrow: part.weight, background: shade(index) }} />
        ))}
      </div>
      <ul className="mt-3 flex flex-wrap gap-x-5 gap-y-1.5 text-sm">
        {shown.map((part, index) => (
          <li key={part.label} className="flex items-center gap-1.5">
            <span
              aria-hidden="true"
              className="size-2.5 rounded-[2px]"
              style={{ background: shade(index) }}
            />
            <span className="font-medium">{part.label}</span>
            <span className="text-faint">{formatPercent(part.weight, 1)}</span>
          </li>
        ))}
      </ul>
    </figure>
  );
}

function largest(parts: readonly Part[]): Part[] {
  const sorted = parts.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight);
  if (sorted.length <= DEPTHS.length) return sorted;
  const rest = sorted.slice(DEPTHS.length - 1);
  const weight = rest.reduce((sum, part) => sum + part.weight, 0);
  return [
    ...sorted.slice(0, DEPTHS.length - 1),
    { label: t("{count} others", { count: rest.length }), weight },
  ];
}

function shade(index: number): string {
  return `color-mix(in oklab, var(--accent) ${DEPTHS[index] ?? 0}%, var(--line-strong))`;
}
