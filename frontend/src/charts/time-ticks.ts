/** Where the dates under a chart go: on firsts of months or years, never more than fit. */
export type TimeTick = { day: number; unit: "day" | "month" | "year" };

const MONTH_STEPS = [1, 2, 3, 6, 12, 24, 60, 120];
const DAY_MS = 86_400_000;

export function timeTicks(firstDay: number, lastDay: number, most: number): TimeTick[] {
  const days = lastDay - firstDay;
  if (days < 62) return dayTicks(firstDay, lastDay, most);
  const months = days / 30.44;
  // Years are half as wide as months.
  const fits = (size: number) => months / size <= (size < 12 ? most : most * 1.5);
  const step = MONTH_STEPS.find(fits) ?? 240;
  return monthTicks(firstDay, lastDay, step);
}

function dayTicks(firstDay: number, lastDay: number, most: number): TimeTick[] {
  const step = Math.max(1, Math.ceil((lastDay - firstDay) / Math.max(most, 1)));
  const ticks: TimeTick[] = [];
  for (let day = firstDay; day <= lastDay; day += step) ticks.push({ day, unit: "day" });
  return ticks;
}

function monthTicks(firstDay: number, lastDay: number, step: number): TimeTick[] {
  const start = new Date(firstDay * DAY_MS);
  let month = start.getUTCFullYear() * 12 + start.getUTCMonth();
  month = Math.ceil(month / step) * step;
  const ticks: TimeTick[] = [];
  for (;;) {
    const day = Date.UTC(Math.floor(month / 12), month % 12, 1) / DAY_MS;
    if (day > lastDay) return ticks;
    if (day >= firstDay) ticks.push({ day, unit: month % 12 === 0 ? "year" : "month" });
    month += step;
  }
}
