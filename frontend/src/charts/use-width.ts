import { startTransition, useEffect, useRef, useState, type RefObject } from "react";

/** The width of an element in whole pixels, kept up to date. */
export function useWidth(): [RefObject<HTMLDivElement | null>, number] {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    // The browser tells it once it has laid the page out: asking would make it do so at once.
    const observer = new ResizeObserver(([entry]) => {
      const wide = Math.floor(entry?.contentRect.width ?? 0);
      startTransition(() => setWidth(wide));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}
