import { useEffect, useRef, type FocusEvent, type RefObject } from "react";

/** Gives the focus to a list when what had it in there is gone with its row, so that who steps
 * through by keyboard goes on where they were and not at the top of the page. */
export function useKeptFocus<T extends HTMLElement>(
  ref: RefObject<T | null>,
  items: readonly unknown[],
) {
  const isInside = useRef(false);
  useEffect(() => {
    if (!isInside.current || document.activeElement !== document.body) return;
    ref.current?.focus();
  }, [ref, items]);
  return {
    tabIndex: -1,
    onFocus: () => {
      isInside.current = true;
    },
    // Of what is taken out of the document no browser says where the focus goes.
    onBlur: ({ relatedTarget }: FocusEvent) => {
      if (relatedTarget) isInside.current = ref.current?.contains(relatedTarget) ?? false;
    },
  };
}
