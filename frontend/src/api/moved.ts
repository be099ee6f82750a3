/** A list with one of it at another place; a place beyond an end is the end. */
export function moved<T>(items: readonly T[], from: number, to: number): T[] {
  const left = items.filter((_, index) => index !== from);
  const one = items.slice(from, from + 1);
  const place = Math.min(Math.max(to, 0), left.length);
  return [...left.slice(0, place), ...one, ...left.slice(place)];
}
