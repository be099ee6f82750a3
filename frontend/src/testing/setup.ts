import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";

// A page of its own chunk may take long to arrive where the machine is busy.
configure({ asyncUtilTimeout: 60_000 });

// jsdom lays nothing out: charts are told a width, dialogs open without a top layer.
class FixedResizeObserver implements ResizeObserver {
  readonly told: ResizeObserverCallback;
  constructor(told: ResizeObserverCallback) {
    this.told = told;
  }
  observe(): void {
    const entry = { contentRect: { width: 800 } } as ResizeObserverEntry;
    this.told([entry], this);
  }
  unobserve(): void {
    /* nothing observed */
  }
  disconnect(): void {
    /* nothing observed */
  }
}
globalThis.ResizeObserver = FixedResizeObserver;
Object.defineProperty(HTMLElement.prototype, "clientWidth", { configurable: true, get: () => 800 });
HTMLDialogElement.prototype.showModal = function showModal() {
  this.open = true;
};
HTMLDialogElement.prototype.close = function close() {
  this.open = false;
};

window.scrollTo = () => {
  /* nothing scrolls */
};
Element.prototype.scrollIntoView = () => {
  /* nothing scrolls */
};

afterEach(() => {
  cleanup();
  localStorage.clear();
  sessionStorage.clear();
});
