import { useMemo, useState } from "react";

import { dateOfDay, dayNumber, formatDay } from "@/lib/dates";

import { Axes, type FormatTick } from "./axes";
import { Marks, type Mark } from "./marks";
import { Plumb } from "./plumb";
import { areaPath, bandPath, linePath, stepPath, thin } from "./path";
import { extent, linearScale, nearestIndex, padded, type Scale } from "./scale";
import { useWidth } from "./use-width";

export type ChartSeries = {
  label: string;
  values: readonly (number | null)[];
  /** An area is filled down to zero, and only where zero is on the axis: a fill that begins
   * elsewhere would make its value look larger or smaller than it is. */
  look: "area" | "fall" | "line" | "step" | "compare" | "slow" | "quiet";
  /** Text of one point, from its index, so that exact strings can be shown. */
  format: (index: number) => string;
};

export type ChartProps = {
  label: string;
  dates: readonly string[];
  series: readonly ChartSeries[];
  volume?: readonly (number | null)[];
  /** Ranges to shade behind the lines, the widest first. */
  bands?: readonly Band[];
  /** What happened on a day, marked at the foot of the chart. */
  marks?: readonly Mark[];
  height: number;
  formatTick: FormatTick;
};

export type Band = { low: readonly (number | null)[]; high: readonly (number | null)[] };

const NO_MARKS: readonly Mark[] = [];
const NO_BANDS: readonly Band[] = [];

export const MARGIN = { top: 12, right: 60, bottom: 26, left: 2 };

/** Values over days, with a plumb line that follows the pointer or the arrow keys. */
export function TimeChart({
  label,
  dates,
  series,
  volume,
  bands = NO_BANDS,
  marks = NO_MARKS,
  height,
  formatTick,
}: ChartProps) {
  const [ref, width] = useWidth();
  const [active, setActive] = useState<number | null>(null);
  const days = useMemo(() => dates.map(dayNumber), [dates]);
  const last = days.length - 1;
  const frame = useMemo(
    () => layout(days, series, bands, width, height),
    [days, series, bands, width, height],
  );
  const index = active === null ? null : Math.min(active, last);
  const follow = (clientX: number, left: number) =>
    frame && setActive(nearestIndex(days, frame.x.invert(clientX - left)));
  return (
    <div ref={ref} className="relative" style={{ height }}>
      {frame && (
        <svg
          width={width}
          height={height}
          viewBox={`0 0 ${width} ${height}`}
          role="slider"
          tabIndex={0}
          aria-label={label}
          aria-valuemin={0}
          aria-valuemax={last}
          aria-valuenow={index ?? last}
          aria-valuetext={describe(dates, series, index ?? last)}
          className="block touch-pan-y overflow-visible"
          onPointerMove={(event) =>
            follow(event.clientX, event.currentTarget.getBoundingClientRect().left)
          }
          onPointerLeave={() => setActive(null)}
          onBlur={() => setActive(null)}
          onKeyDown={(event) => {
            const next = moved(event.key, index ?? last, last);
            if (next === null) return;
            event.preventDefault();
            setActive(next);
          }}
        >
          <Axes x={frame.x} y={frame.y} days={days} {...{ width, height, formatTick }} />
          {volume && <Volume {...{ volume, days, height }} x={frame.x} />}
          {bands.map((band, order) => (
            <BandPath key={order} band={band} days={days} {...frame} />
          ))}
          {series.map((one) => (
            <SeriesPath key={one.label} series={one} days={days} {...frame} />
          ))}
          <Marks marks={marks} x={frame.x} y={height - MARGIN.bottom - 5} />
          {index !== null && (
            <Plumb
              x={frame.x(days[index] ?? 0)}
              y={yOf(
                frame.y,
                series.find(({ look }) => FOLLOWED.has(look)),
                index,
              )}
              {...{ height }}
            />
          )}
        </svg>
      )}
      {frame && index !== null && (
        <Readout left={frame.x(days[index] ?? 0)} width={width}>
          <p className="font-semibold">{formatDay(dates[index] ?? dateOfDay(0))}</p>
          {series.map((one) => (
            <p key={one.label} className="flex justify-between gap-4">
              <span className="text-faint">{one.label}</span>
              <span>{one.format(index)}</span>
            </p>
          ))}
          {marks
            .filter(({ date }) => date === dates[index])
            .map(({ label: what }) => (
              <p key={what} className="font-medium text-accent">
                {what}
              </p>
            ))}
        </Readout>
      )}
    </div>
  );
}

function layout(
  days: readonly number[],
  series: readonly ChartSeries[],
  bands: readonly Band[],
  width: number,
  height: number,
): { x: Scale; y: Scale } | null {
  const shaded = bands.flatMap(({ low, high }) => [low, high]);
  const range = extent([...series.map(({ values }) => values), ...shaded]);
  const [first, last] = [days[0], days.at(-1)];
  if (!range || first === undefined || last === undefined || width < 80) return null;
  return {
    x: linearScale([first, last], [MARGIN.left, width - MARGIN.right]),
    y: linearScale(padded(range), [height - MARGIN.bottom, MARGIN.top]),
  };
}

function yOf(y: Scale, series: ChartSeries | undefined, index: number): number | null {
  const value = series?.values[index] ?? null;
  return value === null ? null : y(value);
}

function describe(dates: readonly string[], series: readonly ChartSeries[], index: number): string {
  const values = series.map((one) => `${one.label} ${one.format(index)}`);
  return [formatDay(dates[index] ?? "1970-01-01"), ...values].join(", ");
}

function moved(key: string, index: number, last: number): number | null {
  const step = Math.max(1, Math.round(last / 20));
  switch (key) {
    case "ArrowLeft":
      return Math.max(0, index - 1);
    case "ArrowRight":
      return Math.min(last, index + 1);
    case "PageDown":
      return Math.max(0, index - step);
    case "PageUp":
      return Math.min(last, index + step);
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return null;
  }
}

const STROKES = {
  area: "text-accent",
  fall: "text-loss",
  line: "text-accent",
  step: "text-faint",
  compare: "text-warn",
  slow: "text-gain",
  quiet: "text-faint",
} as const;

function SeriesPath({
  series,
  days,
  x,
  y,
}: {
  series: ChartSeries;
  days: readonly number[];
  x: Scale;
  y: Scale;
}) {
  const { line, area } = useMemo(() => {
    const points = days.map((day, index) => ({ x: x(day), y: yOf(y, series, index) }));
    const drawn = thin(points, Math.ceil(x(days.at(-1) ?? 0)));
    return {
      line: series.look === "step" ? stepPath(points) : linePath(drawn),
      area: isFilled(series) && hasZero(y) ? areaPath(drawn, y(0)) : null,
    };
  }, [series, days, x, y]);
  return (
    <g className={STROKES[series.look]}>
      {area && <path d={area} fill="currentColor" opacity="0.08" />}
      <path
        d={line}
        fill="none"
        stroke="currentColor"
        strokeWidth={FOLLOWED.has(series.look) ? 1.75 : 1.25}
        strokeDasharray={series.look === "step" ? "4 3" : undefined}
        strokeLinejoin="round"
      />
    </g>
  );
}

/** The plumb's bob hangs at the first of these. */
const FOLLOWED = new Set<ChartSeries["look"]>(["area", "fall", "line"]);

function isFilled({ look }: ChartSeries): boolean {
  return look === "area" || look === "fall";
}

function hasZero(y: Scale): boolean {
  const [low, high] = y.domain;
  return low <= 0 && high >= 0;
}

function BandPath({
  band,
  days,
  x,
  y,
}: {
  band: Band;
  days: readonly number[];
  x: Scale;
  y: Scale;
}) {
  const place = (values: readonly (number | null)[]) =>
    days.map((day, index) => {
      const value = values[index] ?? null;
      return { x: x(day), y: value === null ? null : y(value) };
    });
  return (
    <path
      d={bandPath(place(band.low), place(band.high))}
      className="text-accent"
      fill="currentColor"
      opacity="0.1"
    />
  );
}

function Volume({
  volume,
  days,
  x,
  height,
}: {
  volume: readonly (number | null)[];
  days: readonly number[];
  x: Scale;
  height: number;
}) {
  const path = useMemo(() => {
    const most = extent([volume])?.[1] ?? 0;
    if (most <= 0) return "";
    const base = height - MARGIN.bottom;
    return volume
      .map((value, index) => {
        const tall = ((value ?? 0) / most) * height * 0.16;
        return `M${x(days[index] ?? 0).toFixed(1)} ${base}v${(-tall).toFixed(1)}`;
      })
      .join("");
  }, [volume, days, x, height]);
  const wide = Math.max(0.5, ((x(days.at(-1) ?? 0) - MARGIN.left) / days.length) * 0.7);
  return <path d={path} className="text-line-strong" stroke="currentColor" strokeWidth={wide} />;
}

function Readout({
  left,
  width,
  children,
}: {
  left: number;
  width: number;
  children: React.ReactNode;
}) {
  const isRight = left > width / 2;
  return (
    <div
      aria-hidden="true"
      className="pointer-events-none absolute top-1 z-10 min-w-44 rounded-md border border-line bg-surface px-3 py-2 text-sm shadow-raised"
      style={isRight ? { right: width - left + 12 } : { left: left + 12 }}
    >
      {children}
    </div>
  );
}
