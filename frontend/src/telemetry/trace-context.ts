/** W3C trace context: everything a visit to one page asks of the service is one trace, so that in
 * the operator's search a page and what the service did for it stand together. The ids are random
 * and renewed with each page: they follow nobody around. */

let page: string | undefined;
let trace = "";

/** The id of the trace that the page in view belongs to. */
export function traceId(): string {
  const { pathname } = window.location;
  if (pathname !== page) {
    page = pathname;
    trace = randomHex(16);
  }
  return trace;
}

/** What a request says about where it belongs: https://www.w3.org/TR/trace-context/. */
export function traceparent(): string {
  return `00-${traceId()}-${randomHex(8)}-01`;
}

function randomHex(bytes: number): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
