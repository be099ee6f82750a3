import type { ReactNode } from "react";

/** Key figures side by side, each hanging from its own rule. */
export function Figures({ children }: { children: ReactNode }) {
  return (
    <dl className="grid grid-cols-2 gap-x-4 gap-y-5 sm:grid-cols-[repeat(auto-fit,minmax(8.5rem,1fr))]">
      {children}
    </dl>
  );
}

export function Figure({
  label,
  children,
  note,
}: {
  label: string;
  children: ReactNode;
  note?: ReactNode;
}) {
  return (
    <div className="border-l border-line-strong pl-3">
      <dt className="label">{label}</dt>
      <dd className="text-lg leading-7 font-medium">{children}</dd>
      {note && <dd className="label">{note}</dd>}
    </div>
  );
}
