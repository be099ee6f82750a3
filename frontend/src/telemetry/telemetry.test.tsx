import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { api } from "@/api/client";
import { configureApi } from "@/api/service-address";
import { MeasuredVisits } from "@/features/settings/measured-visits";

import { setConsent } from "./consent";
import { startRecorder } from "./recorder";
import { routeOf } from "./route-of";
import { isTelemetryOffered, offerTelemetry } from "./telemetry";
import { traceId } from "./trace-context";

const PLACE = "https://telemetry.test";
const CONNECTION = `InstrumentationKey=00000000-0000-0000-0000-00000000000a;IngestionEndpoint=${PLACE}/`;
const PORTFOLIO = "01J9ZC3K5T6Q7R8S9TABCDEFGH";
const server = setupServer();
let sent: string[] = [];

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
beforeEach(() => {
  sent = [];
  server.use(
    http.post(`${PLACE}/*`, async ({ request }) => {
      sent.push(await request.text());
      return HttpResponse.json({ itemsReceived: 1, itemsAccepted: 1, errors: [] });
    }),
  );
  window.history.replaceState(null, "", `/portfolios/${PORTFOLIO}/risk?from=2020-01-01`);
});
afterEach(() => {
  setConsent(false);
  offerTelemetry(null);
  server.resetHandlers();
  window.history.replaceState(null, "", "/");
});
afterAll(() => server.close());

describe("an address", () => {
  it.each([
    [`/portfolios/${PORTFOLIO}/risk`, "/portfolios/:id/risk"],
    ["/symbols/aapl", "/symbols/:id"],
    ["/", "/"],
  ])("%s is told as %s", (address, route) => expect(routeOf(address)).toBe(route));
});

describe("the recorder", () => {
  it("tells the kind of page in the trace of its requests, and nothing about the person", async () => {
    const recorder = startRecorder(CONNECTION);
    recorder.stop();
    await waitFor(() => expect(sent.join()).toContain("PageviewData"));
    const told = sent.join();
    expect(told).toContain("/portfolios/:id/risk");
    expect(told).toContain(traceId());
    expect(told).not.toContain(PORTFOLIO);
    expect(told).not.toContain("2020-01-01");
    expect(told).not.toContain(window.location.origin);
  });

  it("names an error without repeating what it says", async () => {
    const recorder = startRecorder(CONNECTION);
    const error = new TypeError(`no quantity in ${PORTFOLIO}`);
    window.dispatchEvent(new ErrorEvent("error", { error }));
    recorder.stop();
    await waitFor(() => expect(sent.join()).toContain("uncaught_error"));
    expect(sent.join()).toContain("TypeError");
    expect(sent.join()).not.toContain(PORTFOLIO);
  });

  it("leaves nothing in the browser", () => {
    startRecorder(CONNECTION).stop();
    expect(document.cookie).toBe("");
    expect(localStorage.length + sessionStorage.length).toBe(0);
  });
});

describe("measuring", () => {
  it("is not offered without somewhere to tell it", () => {
    offerTelemetry(null);
    const { container } = render(<MeasuredVisits />);
    expect(isTelemetryOffered()).toBe(false);
    expect(container.textContent).toBe("");
  });

  it("begins when a person agrees, not before", async () => {
    offerTelemetry(CONNECTION);
    render(<MeasuredVisits />);
    expect(screen.getByRole("radio", { name: "Do not measure" })).toHaveProperty("checked", true);
    expect(sent).toEqual([]);
    await userEvent.click(screen.getByRole("radio", { name: "Measure" }));
    await userEvent.click(screen.getByRole("radio", { name: "Do not measure" }));
    await waitFor(() => expect(sent.join()).toContain("/portfolios/:id/risk"));
  });
});

describe("a request", () => {
  it("says which trace it belongs to", async () => {
    let header: string | null = null;
    server.use(
      http.get("http://api.test/api/health", ({ request }) => {
        header = request.headers.get("traceparent");
        return HttpResponse.json({});
      }),
    );
    configureApi("http://api.test");
    await api().GET("/api/health");
    expect(header).toContain(traceId());
  });
});
