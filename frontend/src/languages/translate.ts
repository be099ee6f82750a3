import { locale } from "./language";

/** What a person reads, in the language of the page. A message is written in English where it is
 * used and is the key of every other catalogue; `{name}` stands for a value. */
type Values = Record<string, string | number | null | undefined>;
export type Catalogue = Record<string, string>;

let catalogue: Catalogue = {};

export function setCatalogue(messages: Catalogue): void {
  catalogue = messages;
}

export function addMessages(messages: Catalogue): void {
  catalogue = { ...catalogue, ...messages };
}

export function t(message: string, values?: Values): string {
  return filled(catalogue[message] ?? message, values);
}

let plurals: Intl.PluralRules | undefined;
let numbers: Intl.NumberFormat | undefined;

/** A message of one thing or of many; `{count}` is the number, written as the page writes numbers. */
export function counted(one: string, many: string, count: number, values?: Values): string {
  plurals ??= new Intl.PluralRules(locale);
  numbers ??= new Intl.NumberFormat(locale);
  const isOne = plurals.select(count) === "one";
  const number = numbers.format(count);
  return t(isOne ? one : many, { count: number, ...values });
}

function filled(message: string, values?: Values): string {
  if (!values) return message;
  return message.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : String(value ?? "");
  });
}
