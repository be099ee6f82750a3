/** Exact comparison and multiplication of decimal strings; no float ever touches money. */
export type Sign = -1 | 0 | 1;

type Scaled = { units: bigint; scale: number };

const DECIMAL = /^-?\d+(\.\d+)?$/;

export function isDecimal(text: string): boolean {
  return DECIMAL.test(text);
}

export function signOf(value: string): Sign {
  const { units } = parse(value);
  return units === 0n ? 0 : units < 0n ? -1 : 1;
}

export function compareDecimals(left: string, right: string): Sign {
  const [a, b] = aligned(parse(left), parse(right));
  return a === b ? 0 : a < b ? -1 : 1;
}

export function multiplyDecimals(left: string, right: string): string {
  const a = parse(left);
  const b = parse(right);
  return plain({ units: a.units * b.units, scale: a.scale + b.scale });
}

export function sumDecimals(values: readonly string[]): string {
  const parsed = values.map(parse);
  const scale = Math.max(0, ...parsed.map((value) => value.scale));
  const units = parsed.reduce((sum, value) => sum + raise(value, scale), 0n);
  return plain({ units, scale });
}

function parse(text: string): Scaled {
  if (!isDecimal(text)) throw new RangeError(`not a decimal number: ${text}`);
  const [whole = "0", fraction = ""] = text.split(".");
  return { units: BigInt(whole + fraction), scale: fraction.length };
}

function aligned(a: Scaled, b: Scaled): [bigint, bigint] {
  const scale = Math.max(a.scale, b.scale);
  return [raise(a, scale), raise(b, scale)];
}

function raise({ units, scale }: Scaled, to: number): bigint {
  return units * 10n ** BigInt(to - scale);
}

function plain({ units, scale }: Scaled): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, "");
  const sign = units < 0n ? "-" : "";
  return `${sign}${whole}${fraction ? `.${fraction}` : ""}`;
}
