import { locale } from "@/languages/language";
import { isDecimal, signOf } from "./decimal";

/** Formatting of money, quantities and ratios. Intl formats decimal strings digit by digit, so a
 * string from the service reaches the screen without passing through a float. */
type Numeric = Intl.StringNumericLiteral;

const MINUS = "−";
const cache = new Map<string, Intl.NumberFormat>();

function formatter(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify(options);
  const known = cache.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(locale, options);
  cache.set(key, made);
  return made;
}

function write(value: string, options: Intl.NumberFormatOptions): string {
  return isDecimal(value)
    ? formatter(options)
        .format(value as Numeric)
        .replace("-", MINUS)
    : value;
}

export function formatMoney(value: string, currency: string): string {
  return write(value, money(currency));
}

/** With an explicit sign; zero has none. */
export function formatMoneyChange(value: string, currency: string): string {
  return write(value, { ...money(currency), signDisplay: "exceptZero" });
}

/** A value beside an axis, with the digits that tell it from the next one, `step` away. */
export function formatMoneyTick(value: number, step: number, currency: string): string {
  const isLarge = Math.abs(value) >= 100_000;
  const unit = isLarge ? 10 ** (3 * Math.floor(Math.log10(Math.abs(value)) / 3)) : 1;
  const options: Intl.NumberFormatOptions = {
    ...money(currency),
    notation: isLarge ? "compact" : "standard",
    minimumFractionDigits: 0,
    maximumFractionDigits: decimalsOf(step / unit),
  };
  return formatter(options).format(value).replace("-", MINUS);
}

/** Decimals needed to write a round step exactly: none for 5, one for 0.5, two for 0.25. */
function decimalsOf(step: number): number {
  const decimals = [0, 1, 2, 3, 4].find((count) => {
    const scaled = step * 10 ** count;
    return Math.abs(scaled - Math.round(scaled)) < 1e-6;
  });
  return decimals ?? 4;
}

/** A price keeps the digits it was quoted with, two at least. */
export function formatPrice(value: string, currency: string): string {
  const digits = Math.min(Math.max(value.split(".")[1]?.length ?? 0, 2), 6);
  return write(value, {
    ...money(currency),
    minimumFractionDigits: 2,
    maximumFractionDigits: digits,
  });
}

export function formatQuantity(value: string): string {
  return write(value, { maximumFractionDigits: 8 });
}

/** An exact decimal with as many digits as it has, up to a number of them. */
export function formatDecimal(value: string, digits: number): string {
  return write(value, { maximumFractionDigits: digits });
}

export function formatInteger(value: number): string {
  return formatter({ maximumFractionDigits: 0 }).format(value);
}

export function formatNumber(value: number, digits: number): string {
  return formatter({ maximumFractionDigits: digits }).format(value).replace("-", MINUS);
}

/** With all its decimals, so that figures below each other align. */
export function formatFixed(value: number, digits: number): string {
  return formatter({ minimumFractionDigits: digits, maximumFractionDigits: digits })
    .format(value)
    .replace("-", MINUS);
}

/** Of a file, in the unit it is read in. */
export function formatSize(bytes: number): string {
  const isSmall = bytes < 1_000_000;
  const unit = isSmall ? "kilobyte" : "megabyte";
  return formatter({ style: "unit", unit, maximumFractionDigits: isSmall ? 0 : 1 }).format(
    bytes / (isSmall ? 1_000 : 1_000_000),
  );
}

/** A large amount in few characters, as in $2.9T. */
export function formatMoneyShort(value: number, currency: string): string {
  const options = { ...money(currency), notation: "compact", maximumFractionDigits: 1 } as const;
  return formatter({ ...options, minimumFractionDigits: 0 })
    .format(value)
    .replace("-", MINUS);
}

export function formatPercent(ratio: number, digits = 2): string {
  return formatter(percent(digits)).format(ratio).replace("-", MINUS);
}

export function formatPercentChange(ratio: number, digits = 2): string {
  return formatter({ ...percent(digits), signDisplay: "exceptZero" })
    .format(ratio)
    .replace("-", MINUS);
}

export { signOf };

function money(currency: string): Intl.NumberFormatOptions {
  return { style: "currency", currency, currencyDisplay: "narrowSymbol" };
}

function percent(digits: number): Intl.NumberFormatOptions {
  return { style: "percent", minimumFractionDigits: digits, maximumFractionDigits: digits };
}
