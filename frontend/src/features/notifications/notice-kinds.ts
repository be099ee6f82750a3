import type { Notification } from "@/api/models";
import { t } from "@/languages/translate";

export type NoticeKind = Notification["kind"];

/** What notices are about, as people sort them. */
export const NOTICE_KINDS: readonly { value: NoticeKind; label: string }[] = [
  { value: "alert", label: t("Alerts") },
  { value: "report", label: t("Reports") },
  { value: "daily_digest", label: t("Daily digests") },
  { value: "weekly_digest", label: t("Weekly digests") },
  { value: "system", label: t("About your account") },
];

export function noticeKindLabel(kind: NoticeKind): string {
  return NOTICE_KINDS.find(({ value }) => value === kind)?.label ?? kind;
}
