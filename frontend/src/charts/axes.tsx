import { formatDayShort, formatMonth } from "@/lib/dates";

import { niceTicks, type Scale } from "./scale";
import { timeTicks, type TimeTick } from "./time-ticks";

const AIR = 60;

export type FormatTick = (value: number, step: number) => string;

/** Hairlines for round values, dates below; the values stand to the right, beside the latest. */
export function Axes({
  x,
  y,
  days,
  width,
  height,
  formatTick,
}: {
  x: Scale;
  y: Scale;
  days: readonly number[];
  width: number;
  height: number;
  formatTick: FormatTick;
}) {
  const bottom = height - 26;
  const right = width - AIR;
  const values = niceTicks([y.invert(bottom), y.invert(12)], Math.max(2, Math.round(height / 70)));
  const step = (values[1] ?? 0) - (values[0] ?? 0) || 1;
  const dates = timeTicks(days[0] ?? 0, days.at(-1) ?? 0, Math.max(2, Math.floor(right / 90)));
  return (
    <g aria-hidden="true" className="text-xs">
      {values.map((value) => (
        <g key={value} transform={`translate(0 ${y(value).toFixed(1)})`}>
          <line x1="0" x2={right} className="text-line" stroke="currentColor" />
          <text x={right + 8} dy="0.32em" className="text-faint" fill="currentColor">
            {formatTick(value, step)}
          </text>
        </g>
      ))}
      {dates.map((tick) => (
        <text
          key={tick.day}
          x={Math.max(x(tick.day), 0)}
          y={height - 6}
          textAnchor={x(tick.day) < 24 ? "start" : x(tick.day) > right - 24 ? "end" : "middle"}
          className="text-faint"
          fill="currentColor"
        >
          {tickText(tick)}
        </text>
      ))}
    </g>
  );
}

function tickText({ day, unit }: TimeTick): string {
  if (unit === "year") return String(new Date(day * 86_400_000).getUTCFullYear());
  return unit === "month" ? formatMonth(day) : formatDayShort(day);
}
