import type { AlertPreview } from "@/api/models";
import { counted, t } from "@/languages/translate";
import { dayNumber, formatDay } from "@/lib/dates";
import { Badge } from "@/ui/badge";

import { toldIn } from "./spans";

const SHOWN = 5;

/** What a rule would have told, before it is kept. `days`: how far back was looked. */
export function Preview({ preview, days }: { preview: AlertPreview; days: number }) {
  const { fired_count, firings, first, last, missing, now, would_fire_now, notes } = preview;
  const latest = firings.toReversed();
  return (
    <div role="status" className="rounded-md border border-line bg-sunken p-4">
      <p className="flex flex-wrap items-center gap-2 font-semibold">
        {toldIn(days, fired_count)}
        {would_fire_now && <Badge tone="accent">{t("also now")}</Badge>}
      </p>
      {fired_count > 0 && <Strip preview={preview} />}
      <p className="label flex flex-wrap justify-between gap-x-3">
        <span>{formatDay(first)}</span>
        <span>{formatDay(last)}</span>
      </p>
      {now && <p className="label">{t("now: {text}", { text: now })}</p>}
      <Firings of={latest.slice(0, SHOWN)} />
      {latest.length > SHOWN && (
        <details>
          <summary className="text-sm text-soft hover:text-ink">
            <span aria-hidden="true" className="mr-1 inline-block">
              ›
            </span>
            {counted("{count} more before", "{count} more before", latest.length - SHOWN)}
          </summary>
          <div className="max-h-56 overflow-y-auto">
            <Firings of={latest.slice(SHOWN)} />
          </div>
        </details>
      )}
      {missing > 0 && (
        <p className="mt-1 text-sm text-warn">
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

function Firings({ of }: { of: AlertPreview["firings"] }) {
  return (
    <ul className="mt-2 text-sm empty:hidden">
      {of.map(({ day, value }) => (
        <li key={day} className="flex gap-3 py-0.5">
          <span className="whitespace-nowrap text-faint">{formatDay(day)}</span>
          <span className="min-w-0 break-words">{value}</span>
        </li>
      ))}
    </ul>
  );
}

/** The days on which it would have told, where they lie in the time that was looked at. */
function Strip({ preview: { first, last, firings } }: { preview: AlertPreview }) {
  const start = dayNumber(first);
  const span = Math.max(1, dayNumber(last) - start);
  return (
    <svg aria-hidden="true" className="mt-3 block h-6 w-full" preserveAspectRatio="none">
      <line x1="0" x2="100%" y1="100%" y2="100%" className="stroke-line-strong" strokeWidth="2" />
      {firings.map(({ day }) => {
        const x = `${(((dayNumber(day) - start) / span) * 99 + 0.5).toFixed(2)}%`;
        return (
          <line
            key={day}
            x1={x}
            x2={x}
            y1="15%"
            y2="100%"
            className="stroke-accent"
            strokeWidth="2"
          />
        );
      })}
    </svg>
  );
}
