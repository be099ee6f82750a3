import { cx } from "@/lib/class-names";

import { Icon } from "./icon";

/** Any of a few, each a switch of its own. */
export function Toggles<T extends string>({
  label,
  options,
  chosen,
  onChange,
}: {
  label: string;
  options: readonly { value: T; label: string; why?: string }[];
  chosen: readonly T[];
  onChange: (chosen: T[]) => void;
}) {
  const flip = (value: T) =>
    onChange(chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]);
  return (
    <div role="group" aria-label={label} className="flex flex-wrap gap-1.5">
      {options.map(({ value, label: name, why }) => {
        const isOn = chosen.includes(value);
        return (
          <button
            key={value}
            type="button"
            aria-pressed={isOn}
            title={why}
            onClick={() => flip(value)}
            className={cx(
              "inline-flex min-h-8 items-center gap-1 rounded-full border px-3 text-sm",
              isOn
                ? "border-accent bg-accent-wash font-medium text-accent"
                : "border-line text-soft hover:border-line-strong hover:text-ink",
            )}
          >
            {isOn && <Icon name="check" className="size-3.5" />}
            {name}
          </button>
        );
      })}
    </div>
  );
}
