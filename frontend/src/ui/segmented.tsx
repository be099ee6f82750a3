import { useId } from "react";

import { cx } from "@/lib/class-names";

/** One of a few, as native radio buttons: arrow keys move between them. */
export function Segmented<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: T;
  options: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
}) {
  const name = useId();
  return (
    <fieldset className="flex max-w-full min-w-0 overflow-x-auto rounded-md border border-line bg-sunken p-0.5">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className={cx(
            "relative flex min-h-8 min-w-10 shrink-0 cursor-pointer items-center justify-center rounded-sm px-2.5 text-sm whitespace-nowrap",
            "has-focus-visible:outline-2 has-focus-visible:outline-accent",
            option.value === value
              ? "bg-surface font-semibold text-ink shadow-[0_0_0_1px_var(--line)]"
              : "text-soft hover:text-ink",
          )}
        >
          <input
            type="radio"
            name={name}
            className="absolute inset-0 cursor-pointer opacity-0"
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
