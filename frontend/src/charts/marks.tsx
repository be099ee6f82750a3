import { dayNumber } from "@/lib/dates";

import type { Scale } from "./scale";

/** Something that happened on a day, drawn at the foot of a chart. */
export type Mark = { date: string; label: string; look: "dividend" | "split" | "earnings" };

const MARK_LOOKS = {
  dividend: "fill-gain stroke-paper",
  split: "fill-accent stroke-paper",
  earnings: "fill-paper stroke-warn",
} as const;

export function Marks({ marks, x, y }: { marks: readonly Mark[]; x: Scale; y: number }) {
  const [first, last] = x.domain;
  return marks.map(({ date, label, look }) => {
    const day = dayNumber(date);
    if (day < first || day > last) return null;
    const shape = look === "split" ? "M-4.5-4.5h9v9h-9Z" : "M0-5.5 5.5 0 0 5.5-5.5 0Z";
    return (
      <path
        key={`${date}${label}`}
        d={shape}
        transform={`translate(${x(day).toFixed(1)} ${y.toFixed(1)})`}
        className={MARK_LOOKS[look]}
        strokeWidth="1.5"
      />
    );
  });
}
