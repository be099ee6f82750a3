import type { ReactNode } from "react";

import { cx } from "@/lib/class-names";

const TONES = {
  plain: "bg-sunken text-soft",
  accent: "bg-accent-wash text-accent",
  gain: "bg-gain-wash text-gain",
  warn: "bg-warn-wash text-warn",
  loss: "bg-loss-wash text-loss",
} as const;

export type Tone = keyof typeof TONES;

export function Badge({ tone = "plain", children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span
      className={cx(
        "inline-flex items-center gap-1 rounded-sm px-1.5 py-px text-xs font-semibold whitespace-nowrap",
        TONES[tone],
      )}
    >
      {children}
    </span>
  );
}
