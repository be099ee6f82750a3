import { ApplicationInsights, type ITelemetryItem } from "@microsoft/applicationinsights-web";

import { routeOf } from "./route-of";
import { traceId } from "./trace-context";

/** Events of the Navigation API; browsers without it tell the first page only. */
type Navigation = EventTarget;

const OFF = 2;

/** Send page views, load times and the names of errors; nothing is kept in the browser. */
export function startRecorder(connectionString: string): { stop: () => void } {
  const insights = new ApplicationInsights({
    config: {
      connectionString,
      disableCookiesUsage: true,
      isStorageUseDisabled: true,
      enableSessionStorageBuffer: false,
      // Addresses of requests hold ids, messages of errors hold anything: neither is collected.
      disableAjaxTracking: true,
      disableFetchTracking: true,
      disableExceptionTracking: true,
      // Two things it would ask or tell elsewhere than at the address it was given.
      extensionConfig: { AppInsightsCfgSyncPlugin: { cfgUrl: "", blkCdnCfg: true, syncMode: 0 } },
      // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- `disable`, a name the library does not export
      featureOptIn: { SdkStats: { mode: OFF } },
    },
  });
  insights.loadAppInsights();
  insights.addTelemetryInitializer(onlyTheRoute);
  const { signal, stop } = stoppable();
  let seen = "";
  const look = () => {
    const { pathname } = window.location;
    if (pathname === seen) return;
    seen = pathname;
    insights.trackPageView({ name: routeOf(pathname) });
  };
  const fail = (thrown: unknown) =>
    insights.trackEvent({ name: "uncaught_error" }, { error: nameOf(thrown) });
  navigation()?.addEventListener("currententrychange", look, { signal });
  window.addEventListener("error", (event) => fail(event.error), { signal });
  window.addEventListener("unhandledrejection", (event) => fail(event.reason), { signal });
  look();
  return {
    stop: () => {
      stop();
      void insights.unload(false);
    },
  };
}

function stoppable(): { signal: AbortSignal; stop: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, stop: () => controller.abort() };
}

function navigation(): Navigation | undefined {
  return (window as { navigation?: Navigation }).navigation;
}

function nameOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.name : typeof thrown;
}

/** Take the address out of what is sent, and put it into the trace of the page's requests. */
export function onlyTheRoute(item: ITelemetryItem): void {
  const route = routeOf(window.location.pathname);
  if (item.baseData) {
    for (const field of ["uri", "refUri", "url"]) {
      if (field in item.baseData) item.baseData[field] = route;
    }
  }
  if (item.tags) {
    item.tags["ai.operation.id"] = traceId();
    item.tags["ai.operation.name"] = route;
  }
  const trace: unknown = item.ext?.trace;
  if (typeof trace === "object" && trace) Object.assign(trace, { traceID: traceId(), name: route });
}
