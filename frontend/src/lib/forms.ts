/** The trimmed text of a form's field; empty when it is absent. */
export function textOf(form: FormData, name: string): string {
  return rawTextOf(form, name).trim();
}

/** As typed, for passwords. */
export function rawTextOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}
