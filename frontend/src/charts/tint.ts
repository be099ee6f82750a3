/** A background for a value between −1 and 1: towards loss, towards gain. Never so deep that the
 * ink on it falls under 4.5:1; the value is always written as well. */
export function tint(strength: number, positive = "var(--gain)"): string {
  const depth = Math.round(Math.min(Math.abs(strength), 1) * 42);
  const colour = strength < 0 ? "var(--loss)" : positive;
  return `color-mix(in oklab, ${colour} ${depth}%, var(--paper))`;
}
