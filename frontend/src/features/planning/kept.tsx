import { createContext, use, useState, type ReactNode } from "react";

type Shelf = Readonly<Record<string, unknown>>;
type Keep = (name: string, value: unknown) => void;

const Kept = createContext<{ shelf: Shelf; keep: Keep }>({ shelf: {}, keep: () => undefined });

/** Holds what is chosen for each question for as long as one stays on the page. */
export function KeepChoices({ children }: { children: ReactNode }) {
  const [shelf, setShelf] = useState<Shelf>({});
  const keep: Keep = (name, value) => setShelf((before) => ({ ...before, [name]: value }));
  return <Kept value={{ shelf, keep }}>{children}</Kept>;
}

/** A state that outlives its view, by a name of its own. */
export function useKept<T>(name: string, fresh: T): [T, (value: T) => void] {
  const { shelf, keep } = use(Kept);
  return [name in shelf ? (shelf[name] as T) : fresh, (value) => keep(name, value)];
}
