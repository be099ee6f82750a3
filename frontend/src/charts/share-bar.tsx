/** A share of a whole as a bar; negative shares are drawn in the colour of loss. */
export function ShareBar({ share, most = 1 }: { share: number; most?: number }) {
  const width = `${Math.min(Math.abs(share) / (most || 1), 1) * 100}%`;
  return (
    <span aria-hidden="true" className="block h-2 w-full min-w-16 rounded-sm bg-sunken">
      <span
        className={`block h-2 rounded-sm ${share < 0 ? "bg-loss" : "bg-accent"}`}
        style={{ width }}
      />
    </span>
  );
}
