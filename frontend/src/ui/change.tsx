import { cx } from "@/lib/class-names";
import type { Sign } from "@/lib/decimal";

import { Icon } from "./icon";

const TONES: Record<Sign, string> = { 1: "text-gain", [-1]: "text-loss", 0: "text-soft" };

/** A gain or a loss: a sign, an arrow and a colour, so that no one of them is needed alone. */
export function Change({
  sign,
  children,
  className,
  hasArrow = true,
}: {
  sign: Sign;
  children: string;
  className?: string;
  hasArrow?: boolean;
}) {
  return (
    <span
      className={cx("inline-flex items-baseline gap-1 whitespace-nowrap", TONES[sign], className)}
    >
      {hasArrow && sign !== 0 && (
        <Icon name={sign > 0 ? "up" : "down"} filled className="size-[0.65em] self-center" />
      )}
      {children}
    </span>
  );
}
