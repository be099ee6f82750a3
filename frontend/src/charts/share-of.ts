/** A part of a whole as a ratio to draw or to round; 0 where either is unknown or nothing. */
export function shareOf(part: string | null, whole: string | null): number {
  const total = Number(whole);
  return part === null || total === 0 ? 0 : Number(part) / total;
}
