import { startTransition, useEffect, useRef, useState, type RefObject } from "react";

/** Rows beside those in sight that are there as well, so that scrolling and tabbing find them. */
const OVERSCAN = 12;
/** And so many while the scroll bar is dragged past rows that nobody can read. */
const HURRIED_OVERSCAN = 2;
/** Rest after a leap, until the rows beside those in sight are filled in. */
const REST_MS = 120;
/** The window moves in steps of so many rows, so that most scroll events change nothing. */
const STEP = 6;

export type RowWindow = { first: number; last: number };

/** Which rows of one height are near the screen while the page scrolls. All of them on paper. */
export function useRowWindow(
  count: number,
  rowHeight: number,
): { body: RefObject<HTMLTableSectionElement | null>; shown: RowWindow } {
  const body = useRef<HTMLTableSectionElement>(null);
  const [shown, setShown] = useState<RowWindow>({ first: 0, last: Math.min(count, 40) });
  useEffect(() => {
    let placed: RowWindow = { first: 0, last: 0 };
    let rest: ReturnType<typeof setTimeout> | undefined;
    const place = (next: RowWindow) => {
      placed = next;
      setShown((now) => (now.first === next.first && now.last === next.last ? now : next));
    };
    const inSight = (around?: number) => {
      const top = body.current?.getBoundingClientRect().top ?? 0;
      return rowsInSight(top, window.innerHeight, count, rowHeight, around);
    };
    const measure = () => {
      clearTimeout(rest);
      const wanted = inSight();
      const isFar = isLeap(placed, wanted);
      place(isFar ? inSight(HURRIED_OVERSCAN) : wanted);
      if (isFar) rest = setTimeout(() => startTransition(() => place(inSight())), REST_MS);
    };
    const showAll = () => {
      clearTimeout(rest);
      place({ first: 0, last: count });
    };
    measure();
    window.addEventListener("scroll", measure, { passive: true });
    window.addEventListener("resize", measure);
    window.addEventListener("beforeprint", showAll);
    window.addEventListener("afterprint", measure);
    return () => {
      clearTimeout(rest);
      window.removeEventListener("scroll", measure);
      window.removeEventListener("resize", measure);
      window.removeEventListener("beforeprint", showAll);
      window.removeEventListener("afterprint", measure);
    };
  }, [count, rowHeight]);
  return { body, shown };
}

/** `top`: of the first row, from the top of the screen; negative when it has been scrolled past. */
export function rowsInSight(
  top: number,
  screenHeight: number,
  count: number,
  rowHeight: number,
  around = OVERSCAN,
): RowWindow {
  const first = Math.floor(-top / rowHeight) - around;
  const last = Math.ceil((screenHeight - top) / rowHeight) + around;
  return {
    first: Math.min(Math.max(0, Math.floor(first / STEP) * STEP), count),
    last: Math.min(Math.max(0, Math.ceil(last / STEP) * STEP), count),
  };
}

/** Whether most of the rows that are wanted are other rows than those that are there. */
export function isLeap(there: RowWindow, wanted: RowWindow): boolean {
  const kept = Math.min(there.last, wanted.last) - Math.max(there.first, wanted.first);
  return there.last > there.first && kept < (wanted.last - wanted.first) / 2;
}
