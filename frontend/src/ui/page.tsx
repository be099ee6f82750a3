import { useEffect, type ReactNode } from "react";

import { cx } from "@/lib/class-names";

/** The head of a page: where it belongs, its name, what can be done. Also names the browser tab. */
export function PageHead({
  title,
  over,
  actions,
  under,
}: {
  title: string;
  over?: ReactNode;
  actions?: ReactNode;
  under?: ReactNode;
}) {
  useTitle(title);
  return (
    <header className="flex flex-wrap items-end justify-between gap-x-6 gap-y-4 pt-8 pb-6 sm:pt-10">
      <div className="min-w-0">
        {over && <div className="label mb-1">{over}</div>}
        <h1 className="text-3xl leading-tight break-words sm:text-[2.125rem]">{title}</h1>
        {under && <div className="mt-1.5">{under}</div>}
      </div>
      {actions && <div className="no-print flex flex-wrap gap-2">{actions}</div>}
    </header>
  );
}

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title === "Plumbline" ? title : `${title} · Plumbline`;
  }, [title]);
}

/** A ruled section of a report. */
export function Section({
  title,
  aside,
  children,
  className,
  id,
}: {
  title: string;
  /** To be linked to. */
  id?: string;
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <section id={id} className={cx("scroll-mt-16 border-t border-line-strong pt-4", className)}>
      <div className="mb-4 flex min-h-9 flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 className="text-lg">{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
