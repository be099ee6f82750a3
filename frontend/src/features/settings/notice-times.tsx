import type { NoticePreferences } from "@/api/models";
import { locale } from "@/languages/language";
import { t } from "@/languages/translate";

import { Choice } from "./choice";

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const hourName = new Intl.DateTimeFormat(locale, {
  hour: "2-digit",
  minute: "2-digit",
  timeZone: "UTC",
});
const dayName = new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" });
/** Monday, 5 January 1970, and the six days after it. */
const MONDAY_MS = 4 * 86_400_000;
const WEEKDAYS: readonly NoticePreferences["weekly_day"][] = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
];

/** Digests, and when they come. */
export function NoticeTimes({
  kept,
  onChange,
}: {
  kept: NoticePreferences;
  onChange: (part: Partial<NoticePreferences>) => void;
}) {
  return (
    <fieldset className="mt-6 flex flex-col gap-2">
      <legend className="mb-1 text-sm font-medium text-soft">{t("Digests")}</legend>
      <Choice
        label={t("Every trading day: what your portfolios did")}
        isOn={kept.daily_digest}
        onChange={(daily_digest) => onChange({ daily_digest })}
      />
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Choice
          label={t("Every week: value, moves and income")}
          isOn={kept.weekly_digest}
          onChange={(weekly_digest) => onChange({ weekly_digest })}
        />
        <select
          aria-label={t("Day of the weekly digest")}
          className="control"
          value={kept.weekly_day}
          disabled={!kept.weekly_digest}
          onChange={({ target }) =>
            onChange({ weekly_day: target.value as NoticePreferences["weekly_day"] })
          }
        >
          {WEEKDAYS.map((day, index) => (
            <option key={day} value={day}>
              {dayName.format(MONDAY_MS + index * 86_400_000)}
            </option>
          ))}
        </select>
      </div>
      <label className="mt-1 flex items-center gap-3 text-soft">
        {t("At")}
        <select
          className="control"
          aria-label={t("Hour of the digests")}
          value={kept.digest_hour}
          disabled={!kept.daily_digest && !kept.weekly_digest}
          onChange={({ target }) => onChange({ digest_hour: Number(target.value) })}
        >
          {HOURS.map((hour) => (
            <option key={hour} value={hour}>
              {hourName.format(hour * 3_600_000)}
            </option>
          ))}
        </select>
        <span className="label">{t("in your time zone")}</span>
      </label>
    </fieldset>
  );
}
