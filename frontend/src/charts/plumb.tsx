/** The cursor of every chart: a plumb line whose bob hangs at the value. */
export function Plumb({ x, y, height }: { x: number; y: number | null; height: number }) {
  return (
    <g className="pointer-events-none text-accent" transform={`translate(${x.toFixed(1)} 0)`}>
      <line y1="0" y2={height - 26} stroke="currentColor" strokeWidth="1" opacity="0.55" />
      {y !== null && (
        <circle cy={y} r="4" fill="var(--surface)" stroke="currentColor" strokeWidth="2" />
      )}
    </g>
  );
}
