import { messageAt } from "@/api/planning-problems";

import type { Row } from "./choices";

type KeysOf<Choices, Kind> = {
  [Key in keyof Choices]: Choices[Key] extends Kind ? Key : never;
}[keyof Choices];

/** Binds fields to the choices of a question; what the service finds wrong is told at the field that
 * stands for it. `sent` is where the choice is in what was sent. */
export function fieldsOf<Choices extends object>(
  choices: Choices,
  onChange: (choices: Choices) => void,
  problem: unknown,
) {
  const change = (part: object) => onChange({ ...choices, ...part });
  return {
    /** One text or number. */
    field: (name: KeysOf<Choices, string>, ...sent: (string | number)[]) => ({
      value: choices[name] as string,
      onChange: (event: { target: { value: string } }) => change({ [name]: event.target.value }),
      error: messageAt(problem, ...sent),
    }),
    /** Rows by name; `named` writes a name as it was sent. */
    rows: (
      name: KeysOf<Choices, readonly Row[]>,
      named: (name: string) => string,
      ...sent: (string | number)[]
    ) => ({
      rows: choices[name] as readonly Row[],
      onChange: (changed: Row[]) => change({ [name]: changed }),
      errorOf: (row: string) => messageAt(problem, ...sent, named(row)),
    }),
  };
}
