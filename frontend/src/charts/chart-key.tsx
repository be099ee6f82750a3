/** What a line of a chart stands for. */
export function ChartKey({ className, label }: { className: string; label: string }) {
  return (
    <span className="flex items-center gap-2">
      <span aria-hidden="true" className={`h-0.5 w-5 ${className}`} />
      {label}
    </span>
  );
}
