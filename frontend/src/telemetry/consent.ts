import { useSyncExternalStore } from "react";

/** Whether this person agreed, in this browser, that their visits are measured. Nobody who was not
 * asked did. */
const KEY = "plumbline.measured";
const listeners = new Set<() => void>();

export function hasConsent(): boolean {
  return localStorage.getItem(KEY) === "yes";
}

export function setConsent(agrees: boolean): void {
  if (agrees) localStorage.setItem(KEY, "yes");
  else localStorage.removeItem(KEY);
  listeners.forEach((listener) => listener());
}

export function onConsent(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useConsent(): boolean {
  return useSyncExternalStore(onConsent, hasConsent);
}
