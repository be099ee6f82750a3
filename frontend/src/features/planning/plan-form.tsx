import { useState, type ReactNode } from "react";

import { isRefused } from "@/api/planning-problems";
import { t } from "@/languages/translate";
import { Button } from "@/ui/button";

/** What the form of a question is given: its choices, and what became of asking. */
export type Asking<Choices> = {
  choices: Choices;
  onChange: (choices: Choices) => void;
  onAsk: () => void;
  isBusy: boolean;
  problem: unknown;
};

/**
 * The frame of a question: what is always chosen, the button, then what most people never change.
 * It sends nothing before it is asked to, and nothing that `isWrong` by itself.
 */
export function PlanForm({
  ask,
  look = "secondary",
  more,
  note,
  isWrong = false,
  isBusy,
  problem,
  onAsk,
  children,
}: {
  ask: string;
  look?: "primary" | "secondary";
  more: ReactNode;
  note?: string;
  isWrong?: boolean;
  isBusy: boolean;
  problem?: unknown;
  onAsk: (form: HTMLFormElement) => void;
  children: ReactNode;
}) {
  return (
    <form
      className="mb-6 flex flex-wrap items-end gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isWrong) onAsk(event.currentTarget);
      }}
    >
      {children}
      <Button type="submit" look={look} isBusy={isBusy}>
        {ask}
      </Button>
      <MoreChoices isWrong={isRefused(problem) || isWrong}>{more}</MoreChoices>
      {note !== undefined && <p className="label w-full">{note}</p>}
    </form>
  );
}

/** Closed at first, open where something in it is wrong. */
function MoreChoices({ isWrong, children }: { isWrong: boolean; children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details
      className="w-full rounded-md border border-line px-4"
      open={isOpen || isWrong}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
      // The browser cannot say what is wrong with a field that cannot be seen.
      onInvalidCapture={({ currentTarget }) => {
        currentTarget.open = true;
      }}
    >
      <summary className="flex min-h-11 cursor-pointer items-center gap-2 font-medium text-soft hover:text-ink">
        <span aria-hidden="true">›</span>
        {t("More choices")}
      </summary>
      <div className="flex flex-col gap-5 pt-1 pb-4">{children}</div>
    </details>
  );
}
