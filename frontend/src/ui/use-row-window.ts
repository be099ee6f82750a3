import { useEffect, useRef, useState, type RefObject } from "react";

/** Rows beside those in sight that are there as well, so that scrolling and tabbing find them. */
const OVERSCAN = 12;
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
    const place = (next: RowWindow) =>
      setShown((now) => (now.first === next.first && now.last === next.last ? now : next));
    const measure = () => {
      const top = body.current?.getBoundingClientRect().top ?? 0;
      place(rowsInSight(top, window.innerHeight, count, rowHeight));
    };
    const showAll = () => place({ first: 0, last: count });
    measure();
    window.addEventListener("scroll", measure, { passive: true });
    window.addEventListener("resize", measure);
    window.addEventListener("beforeprint", showAll);
    window.addEventListener("afterprint", measure);
    return () => {
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
): RowWindow {
  const first = Math.floor(-top / rowHeight) - OVERSCAN;
  const last = Math.ceil((screenHeight - top) / rowHeight) + OVERSCAN;
  return {
    first: Math.min(Math.max(0, Math.floor(first / STEP) * STEP), count),
    last: Math.min(Math.max(0, Math.ceil(last / STEP) * STEP), count),
  };
}
