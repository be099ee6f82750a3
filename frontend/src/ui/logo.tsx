/** The plumb line: a cord and a bob that hangs straight. */
export function PlumbMark({ className = "h-7 w-4" }: { className?: string }) {
  return (
    <svg viewBox="0 0 16 28" aria-hidden="true" className={`${className} shrink-0 text-accent`}>
      <path d="M8 0v12.5" stroke="currentColor" strokeWidth="1.4" />
      <path d="M8 28 3 17.2C1.9 14.4 4.2 12 8 12s6.1 2.4 5 5.2Z" fill="currentColor" />
    </svg>
  );
}

export function Wordmark() {
  return (
    <span className="flex items-start gap-2.5">
      <PlumbMark className="-mt-0.5 h-7 w-4" />
      <span className="font-serif text-[1.3125rem] leading-7 font-semibold tracking-tight text-ink">
        Plumbline
      </span>
    </span>
  );
}
