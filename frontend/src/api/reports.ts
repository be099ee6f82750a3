import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";

import { saveFile } from "@/lib/save-file";

import { api, unwrap } from "./client";
import type { NewReport, Report, ReportFilter, ReportFormat } from "./models";
import { idempotencyKey } from "./portfolios";
import { toldSentence, withSentences } from "./told";

const ONE = "/api/reports/{report_id}" as const;
const KEY = ["reports"] as const;
const SCHEDULES = ["report-schedules"] as const;
const POLL_MS = 1_000;
const at = (report_id: string) => ({ params: { path: { report_id } } });

export function isBeingMade({ status }: Report): boolean {
  return status === "queued" || status === "running";
}

/** Nobody works at it before its day is over. */
export function isPutOff({ status, due_at }: Report): boolean {
  return status === "queued" && due_at !== null && Date.parse(due_at) > Date.now();
}

/** Newest first, a page at a time; read again every moment while one is being made. */
export function useReports(filter: ReportFilter) {
  return useInfiniteQuery({
    queryKey: [...KEY, "list", filter],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      withSentences(
        unwrap(
          api().GET("/api/reports", {
            params: { query: { ...filter, limit: 20, ...(pageParam && { cursor: pageParam }) } },
          }),
        ),
      ),
    getNextPageParam: ({ next_cursor }) => next_cursor,
    select: ({ pages }) =>
      pages.flatMap(({ items }) =>
        items.map(({ problem, ...report }) => ({
          ...report,
          problem: problem && { ...problem, detail: toldSentence(problem.detail) },
        })),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some((one) => isBeingMade(one) && !isPutOff(one)))
        ? POLL_MS
        : false,
  });
}

function useChanged() {
  const queries = useQueryClient();
  return async () => {
    await queries.invalidateQueries({ queryKey: KEY });
    await queries.invalidateQueries({ queryKey: SCHEDULES });
  };
}

export function useRequestReport() {
  const onSuccess = useChanged();
  return useMutation({
    mutationFn: (body: NewReport) =>
      unwrap(api().POST("/api/reports", { body, headers: idempotencyKey() })),
    onSuccess,
  });
}

export function useRetryReport() {
  const onSuccess = useChanged();
  return useMutation({
    mutationFn: (id: string) => unwrap(api().POST(`${ONE}/retry`, at(id))),
    onSuccess,
  });
}

export function useCancelReport() {
  const onSuccess = useChanged();
  return useMutation({
    mutationFn: (id: string) => unwrap(api().POST(`${ONE}/cancel`, at(id))),
    onSuccess,
  });
}

export function useDeleteReport() {
  const onSuccess = useChanged();
  return useMutation({
    mutationFn: (id: string) => unwrap(api().DELETE(ONE, at(id))),
    onSuccess,
  });
}

function download(id: string, format: ReportFormat) {
  return api().GET(`${ONE}/download`, {
    params: { ...at(id).params, query: { format } },
    parseAs: "blob",
  });
}

/** Under the name the service gives the file. */
export function useDownloadReport() {
  return useMutation({
    mutationFn: async ({ id, format }: { id: string; format: ReportFormat }) => {
      const { blob, name } = await fileOf(id, format);
      saveFile(blob, name);
    },
  });
}

async function fileOf(id: string, format: ReportFormat) {
  const answer = download(id, format);
  const blob = await unwrap<Blob>(answer);
  const named = (await answer).response.headers.get("Content-Disposition");
  const name = /filename="([^"]+)"/.exec(named ?? "")?.[1];
  return { blob, name: name ?? `plumbline-report-${id}.${format}` };
}

/** An address of a file that works for a while without a token; null where the service hands its
 * files out itself. Asked anew each time: the old one runs out. */
export function useReportLink(id: string) {
  return useMutation({
    mutationFn: async (format: ReportFormat) => {
      const { url, expires_in } = await unwrap(
        api().GET(`${ONE}/link`, { params: { ...at(id).params, query: { format } } }),
      );
      return url === null ? null : { url, endsAt: Date.now() + (expires_in ?? 0) * 1_000 };
    },
  });
}

/** A file itself, to be handed to another program of this device. */
export function useReportFile(id: string) {
  return useMutation({
    mutationFn: async (format: ReportFormat) => {
      const { blob, name } = await fileOf(id, format);
      return new File([blob], name, { type: blob.type });
    },
  });
}

/** The report's own words and tables, to be read before it is downloaded. */
export function useReportText(id: string) {
  return useQuery({
    queryKey: [...KEY, id, "text"],
    queryFn: async () => (await unwrap<Blob>(download(id, "md") as never)).text(),
    staleTime: Infinity,
  });
}

export function useReportSchedules() {
  return useQuery({
    queryKey: SCHEDULES,
    queryFn: () => unwrap(api().GET("/api/reports/schedules")),
    select: ({ items }) => items,
  });
}

export function useDeleteSchedule() {
  const onSuccess = useChanged();
  return useMutation({
    mutationFn: (schedule_id: string) =>
      unwrap(
        api().DELETE("/api/reports/schedules/{schedule_id}", { params: { path: { schedule_id } } }),
      ),
    onSuccess,
  });
}
