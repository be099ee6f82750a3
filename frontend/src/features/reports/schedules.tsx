import { failureOf } from "@/api/errors";
import type { ReportSchedule } from "@/api/models";
import { useDeleteSchedule, useReportSchedules } from "@/api/reports";
import { t } from "@/languages/translate";
import { formatInstant } from "@/lib/dates";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { Section } from "@/ui/page";
import { ErrorState } from "@/ui/states";

import { formatLabel } from "./kinds";
import { daysOf } from "./periods";

/** Reports that make themselves, and when the next is due; nothing where there is none. */
export function Schedules() {
  const schedules = useReportSchedules();
  const remove = useDeleteSchedule();
  const failed = remove.error ?? schedules.error;
  const items = schedules.data ?? [];
  if (items.length === 0 && !failed) return null;
  return (
    <Section title={t("By themselves")} className="mt-10">
      {failed && <ErrorState className="mb-3" failure={failureOf(failed)} />}
      <ul>
        {items.map((schedule) => (
          <li
            key={schedule.id}
            className="flex items-center justify-between gap-4 border-b border-line py-2.5"
          >
            <div className="min-w-0">
              <p className="font-medium">{schedule.title}</p>
              <p className="label">{toldOf(schedule)}</p>
            </div>
            <Button
              look="quiet"
              size="sm"
              isBusy={remove.isPending && remove.variables === schedule.id}
              aria-label={t("No longer make {title}", { title: schedule.title })}
              onClick={() => remove.mutate(schedule.id)}
            >
              <Icon name="trash" className="size-4" />
            </Button>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function toldOf(schedule: ReportSchedule): string {
  const { every, next_at, formats } = schedule;
  const told = [
    every === "monthly" ? t("every month") : t("every quarter"),
    daysOf(schedule),
    formats
      .filter((format) => format !== "md")
      .map(formatLabel)
      .join(", "),
    t("next on {day}", { day: formatInstant(next_at) }),
  ];
  return told.filter(Boolean).join(" · ");
}
