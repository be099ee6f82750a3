import type { ReactNode, ThHTMLAttributes } from "react";

import { cx } from "@/lib/class-names";

/** A ruled table that scrolls sideways inside its own frame; the caption is for screen readers. */
export function Table({
  caption,
  rowCount,
  children,
}: {
  caption: string;
  /** Of all rows, the head included, where not all are in the document. */
  rowCount?: number;
  children: ReactNode;
}) {
  return (
    <div
      tabIndex={0}
      role="region"
      aria-label={caption}
      className="relative -mx-4 overflow-x-auto px-4 sm:-mx-6 sm:px-6"
    >
      <table aria-rowcount={rowCount} className="w-full border-collapse text-[0.9375rem]">
        <caption className="sr-only">{caption}</caption>
        {children}
      </table>
    </div>
  );
}

type HeadProps = ThHTMLAttributes<HTMLTableCellElement> & { isNumeric?: boolean };

export function Th({ isNumeric, className, ...rest }: HeadProps) {
  return (
    <th
      scope="col"
      {...rest}
      className={cx(
        "border-b border-line-strong px-2 pb-2 align-bottom text-[0.8125rem] font-medium whitespace-nowrap text-faint first:pl-0 last:pr-0",
        isNumeric ? "text-right" : "text-left",
        className,
      )}
    />
  );
}

type CellProps = { isNumeric?: boolean; className?: string; children?: ReactNode };

export function Td({ isNumeric, className, children }: CellProps) {
  return (
    <td
      className={cx(
        "border-b border-line px-2 py-2.5 first:pl-0 last:pr-0",
        isNumeric && "text-right whitespace-nowrap",
        className,
      )}
    >
      {children}
    </td>
  );
}

export type SortDirection = "ascending" | "descending";

export function SortableTh({
  label,
  direction,
  onSort,
  isNumeric,
  className,
}: {
  label: string;
  direction: SortDirection | undefined;
  onSort: () => void;
  isNumeric?: boolean;
  className?: string;
}) {
  return (
    <Th
      aria-sort={direction ?? "none"}
      isNumeric={isNumeric ?? false}
      {...(className ? { className } : {})}
    >
      <button type="button" onClick={onSort} className="group font-medium hover:text-ink">
        {!isNumeric && label}
        <span
          aria-hidden="true"
          className={cx("mx-1", !direction && "opacity-0 group-hover:opacity-50")}
        >
          {direction === "ascending" ? "↑" : "↓"}
        </span>
        {isNumeric && label}
      </button>
    </Th>
  );
}
