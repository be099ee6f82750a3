/** Where the API lives is told at run time, so that one build serves every environment. */
type PageConfig = { apiBaseUrl?: string | null };

export const DEFAULT_API_PORT = 7071;

export async function loadApiBaseUrl(): Promise<string> {
  const config = await readConfig();
  return config.apiBaseUrl?.replace(/\/+$/, "") ?? defaultBaseUrl();
}

async function readConfig(): Promise<PageConfig> {
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
