import { HttpResponse } from "msw";

import type { Problem } from "@/api/models";

export function problem(status: number, title: string, detail: string, errors?: Problem["errors"]) {
  const body: Problem = {
    type: "about:blank",
    title,
    status,
    detail,
    code: title.toLowerCase().replaceAll(" ", "_"),
    correlation_id: "01HB0TEST0000000000000001",
    ...(errors ? { errors } : {}),
  };
  return HttpResponse.json(body, {
    status,
    headers: { "Content-Type": "application/problem+json" },
  });
}
