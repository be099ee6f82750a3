import type { AlertPreview } from "@/api/models";
import { counted, t } from "@/languages/translate";
import { formatDay } from "@/lib/dates";
import { Badge } from "@/ui/badge";

const SHOWN = 6;

/** What a rule would have told, before it is kept. */
export function Preview({ preview }: { preview: AlertPreview }) {
  const { fired_count, firings, first, last, missing, now, would_fire_now, notes } = preview;
  return (
    <div role="status" className="rounded-md border border-line bg-sunken p-4">
      <p className="flex flex-wrap items-center gap-2 font-semibold">
        {fired_count === 0
          ? t("It would have told nothing.")
          : counted("It would have told once.", "It would have told {count} times.", fired_count)}
        {would_fire_now && <Badge tone="accent">{t("also now")}</Badge>}
      </p>
      <p className="label">
        {t("{first} to {last}", { first: formatDay(first), last: formatDay(last) })}
        {now && ` · ${t("now: {text}", { text: now })}`}
      </p>
      <ul className="mt-2 text-sm empty:hidden">
        {[...firings]
          .reverse()
          .slice(0, SHOWN)
          .map(({ day, value }) => (
            <li key={day} className="flex gap-3 py-0.5">
              <span className="whitespace-nowrap text-faint">{formatDay(day)}</span>
              <span className="min-w-0 break-words">{value}</span>
            </li>
          ))}
      </ul>
      {missing > 0 && (
        <p className="text-sm text-warn">
          {counted(
            "On one day nothing could be told: there was no data.",
            "On {count} days nothing could be told: there was no data.",
            missing,
          )}
        </p>
      )}
      {notes.map((note) => (
        <p key={note} className="text-sm text-soft">
          {note}
        </p>
      ))}
    </div>
  );
}
