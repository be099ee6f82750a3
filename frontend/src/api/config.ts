/** Where the API lives is told at run time, so that one build serves every environment. */
export type PageConfig = {
  apiBaseUrl?: string | null;
  /** Where visits are told to, of those who agree; without it nobody is asked. */
  telemetryConnectionString?: string | null;
};

export const DEFAULT_API_PORT = 7071;

export function apiBaseUrlOf(config: PageConfig): string {
  return config.apiBaseUrl?.replace(/\/+$/, "") ?? defaultBaseUrl();
}

export async function loadConfig(): Promise<PageConfig> {
  try {
    const response = await fetch("/config.json");
    return response.ok ? ((await response.json()) as PageConfig) : {};
  } catch {
    return {};
  }
}

function defaultBaseUrl(): string {
  return `${window.location.protocol}//${window.location.hostname}:${DEFAULT_API_PORT}`;
}
