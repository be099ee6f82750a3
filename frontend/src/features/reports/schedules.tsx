import { useDeleteSchedule, useReportSchedules } from "@/api/reports";
import { t } from "@/languages/translate";
import { formatInstant } from "@/lib/dates";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { Section } from "@/ui/page";

/** Reports that make themselves, and when the next is due; nothing where there is none. */
export function Schedules() {
  const schedules = useReportSchedules().data ?? [];
  const remove = useDeleteSchedule();
  if (schedules.length === 0) return null;
  return (
    <Section title={t("By themselves")} className="mt-10">
      <ul>
        {schedules.map(({ id, title, every, next_at }) => (
          <li
            key={id}
            className="flex items-center justify-between gap-4 border-b border-line py-2.5"
          >
            <div>
              <p className="font-medium">{title}</p>
              <p className="label">
                {every === "monthly" ? t("every month") : t("every quarter")} ·{" "}
                {t("next on {day}", { day: formatInstant(next_at) })}
              </p>
            </div>
            <Button
              look="quiet"
              size="sm"
              isBusy={remove.isPending && remove.variables === id}
              aria-label={t("No longer make {title}", { title })}
              onClick={() => remove.mutate(id)}
            >
              <Icon name="trash" className="size-4" />
            </Button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
