/** Where the API is, told once before the first request. */
let baseUrl = "";

export function configureApi(url: string): void {
  baseUrl = url;
}

/** Where a browser is sent, rather than asked from this page. */
export function addressOf(path: string): string {
  return `${baseUrl}${path}`;
}

/** Where the service is, for programs other than this page. */
export function apiAddress(): string {
  return baseUrl || window.location.origin;
}
