import type { ButtonHTMLAttributes, MouseEvent, Ref } from "react";
import { Link, type LinkProps } from "react-router";

import { cx } from "@/lib/class-names";

type Look = "primary" | "secondary" | "quiet" | "danger";
type Size = "md" | "sm";

const LOOKS: Record<Look, string> = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong border-transparent",
  secondary: "bg-surface text-ink border-line-strong hover:border-ink-faint hover:bg-sunken",
  quiet: "text-soft border-transparent hover:bg-sunken hover:text-ink",
  danger: "bg-surface text-loss border-line-strong hover:bg-loss-wash hover:border-loss",
};

const SIZES: Record<Size, string> = {
  md: "min-h-10 px-4 text-[0.9375rem]",
  sm: "min-h-8 px-2.5 text-sm",
};

export function buttonClass(look: Look = "primary", size: Size = "md", extra?: string): string {
  return cx(
    // The face sits high in its line: a hair of padding puts it in the middle.
    "inline-flex items-center justify-center gap-2 rounded-md border pt-px font-medium whitespace-nowrap",
    "transition-colors duration-150 disabled:opacity-55",
    LOOKS[look],
    SIZES[size],
    extra,
  );
}

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  look?: Look;
  size?: Size;
  isBusy?: boolean;
  ref?: Ref<HTMLButtonElement>;
};

/** While busy it keeps its width and its place in the tab order, and does nothing. Where it can be
 * busy, a double click is one click: the second may come before the first has been drawn. */
export function Button({ look, size, isBusy, className, children, ...rest }: ButtonProps) {
  const press = (event: MouseEvent<HTMLButtonElement>) => {
    const isSecond = isBusy !== undefined && event.detail > 1;
    if (isBusy || isSecond) event.preventDefault();
    else rest.onClick?.(event);
  };
  return (
    <button
      type="button"
      {...rest}
      aria-busy={isBusy}
      aria-disabled={isBusy ?? rest["aria-disabled"]}
      onClick={press}
      className={buttonClass(look, size, className)}
    >
      {children}
      {isBusy && <Spinner />}
    </button>
  );
}

export function ButtonLink({
  look,
  size,
  className,
  ...rest
}: LinkProps & { look?: Look; size?: Size }) {
  return <Link {...rest} className={buttonClass(look, size, className)} />;
}

function Spinner() {
  return (
    <span
      aria-hidden="true"
      className="size-3.5 animate-spin rounded-full border-2 border-current border-r-transparent"
    />
  );
}
