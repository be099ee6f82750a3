import type { ReactNode } from "react";
import { Link } from "react-router";

import { t } from "@/languages/translate";
import { Wordmark } from "@/ui/logo";

export function AccountFrame({
  title,
  children,
  foot,
}: {
  title: string;
  children: ReactNode;
  foot: ReactNode;
}) {
  return (
    <div className="mx-auto grid min-h-dvh max-w-6xl grid-rows-[auto_1fr] px-4 sm:px-6">
      <header className="flex h-14 items-start pt-3.5">
        <Link to="/" aria-label={t("Plumbline, start page")}>
          <Wordmark />
        </Link>
      </header>
      <main className="mx-auto flex w-full max-w-sm flex-col justify-center pb-24">
        <h1 className="text-3xl">{title}</h1>
        <div className="mt-6">{children}</div>
        <p className="mt-6 border-t border-line pt-4 text-soft">{foot}</p>
      </main>
    </div>
  );
}
