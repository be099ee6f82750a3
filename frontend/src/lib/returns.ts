/** Readings of a cumulative return series (0.12 is 12 %), oldest first; null is a day without one. */
type Cumulative = readonly (number | null)[];

/** How far below the best day so far each day is: 0 at a new high, −0.2 a fifth below it. */
export function drawdowns(cumulative: Cumulative): (number | null)[] {
  let peak = 1;
  return cumulative.map((value) => {
    if (value === null) return null;
    peak = Math.max(peak, 1 + value);
    return (1 + value) / peak - 1;
  });
}

export type MonthCell = { month: string; value: number };

/** The return of each calendar month, from the last day of one to the last day of the next. The
 * first and the last month may be incomplete. */
export function monthlyReturns(dates: readonly string[], cumulative: Cumulative): MonthCell[] {
  const ends = new Map<string, number>();
  dates.forEach((date, index) => {
    const value = cumulative[index];
    if (value != null) ends.set(date.slice(0, 7), 1 + value);
  });
  let before = 1;
  return [...ends].map(([month, end]) => {
    const cell = { month, value: end / before - 1 };
    before = end;
    return cell;
  });
}

/** Values given for some days laid out over other days; null where there is none. */
export function alignedTo<T>(
  dates: readonly string[],
  given: { dates: readonly string[]; values: readonly (T | null)[] },
): (T | null)[] {
  const known = new Map(given.dates.map((date, index) => [date, given.values[index] ?? null]));
  return dates.map((date) => known.get(date) ?? null);
}
