import { t } from "@/languages/translate";

import type { Problem } from "./models";
import { toldSentence } from "./told";

/** What the service, or the way to it, answered instead of a result. `status` 0: it was not reached. */
export class ApiError extends Error {
  readonly status: number;
  readonly problem: Partial<Problem>;
  readonly correlationId: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, problem: Partial<Problem>, headers?: Headers) {
    super(
      (problem.detail && toldSentence(problem.detail)) ??
        problem.title ??
        t("The service answered {status}.", { status }),
    );
    this.name = "ApiError";
    this.status = status;
    this.problem = problem;
    this.correlationId = problem.correlation_id ?? headers?.get("X-Correlation-Id") ?? undefined;
    const retryAfter = Number(headers?.get("Retry-After"));
    this.retryAfterSeconds = retryAfter > 0 ? retryAfter : undefined;
  }

  /** The message for one field of a form, by the last part of its JSON pointer. */
  fieldMessage(field: string): string | undefined {
    const found = this.problem.errors?.find(({ pointer }) => pointer.split("/").at(-1) === field);
    return found && toldSentence(found.message);
  }

  get isTransient(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 502;
  }
}

export function unreachable(): ApiError {
  return new ApiError(0, {
    title: t("The service cannot be reached"),
    detail: t("No answer came back. Check the connection, then try again."),
    code: "unreachable",
  });
}

export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof TypeError) return unreachable();
  const detail = error instanceof Error ? error.message : t("Something unexpected happened.");
  return new ApiError(-1, { title: t("Something went wrong"), detail });
}

/** The statuses' own names ("Unprocessable Content") say nothing to a person. */
const TITLES: Record<number, string> = {
  400: t("This could not be read"),
  401: t("Not signed in"),
  403: t("Not allowed"),
  404: t("Not found"),
  409: t("Not possible as things are"),
  412: t("Changed meanwhile"),
  413: t("Too large"),
  422: t("Please check this"),
  429: t("Too many tries"),
  503: t("Not available right now"),
};

/** What an error view shows: a title, what to do, and the id the service remembers it under. */
export function failureOf(error: unknown) {
  const { message, problem, correlationId, status } = asApiError(error);
  return { title: TITLES[status] ?? problem.title, message, correlationId };
}
