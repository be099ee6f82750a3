import { failureOf } from "@/api/errors";
import type { NoticePreferences } from "@/api/models";
import { useChangeNoticePreferences, useNoticePreferences } from "@/api/notifications";
import { locale } from "@/languages/language";
import { t } from "@/languages/translate";
import { ErrorState } from "@/ui/states";

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const hourName = new Intl.DateTimeFormat(locale, {
  hour: "2-digit",
  minute: "2-digit",
  timeZone: "UTC",
});

/** Digests, and when they come; saved as they are changed. */
export function NoticeTimes() {
  const { data } = useNoticePreferences();
  const change = useChangeNoticePreferences();
  if (!data) return null;
  const set = (part: Partial<NoticePreferences>) => change.mutate({ ...data, ...part });
  return (
    <fieldset className="mt-6 flex flex-col gap-2">
      <legend className="mb-1 text-sm font-medium text-soft">{t("Digests")}</legend>
      {change.isError && <ErrorState failure={failureOf(change.error)} />}
      <Choice
        label={t("Every trading day: what your portfolios did")}
        isOn={data.daily_digest}
        onChange={(daily_digest) => set({ daily_digest })}
      />
      <Choice
        label={t("Every week: value, moves and income")}
        isOn={data.weekly_digest}
        onChange={(weekly_digest) => set({ weekly_digest })}
      />
      <label className="mt-1 flex items-center gap-3 text-soft">
        {t("At")}
        <select
          className="control"
          value={data.digest_hour}
          onChange={({ target }) => set({ digest_hour: Number(target.value) })}
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

function Choice({
  label,
  isOn,
  onChange,
}: {
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}) {
  return (
    <label className="flex items-center gap-2">
      <input
        type="checkbox"
        className="size-4"
        checked={isOn}
        onChange={({ target }) => onChange(target.checked)}
      />
      {label}
    </label>
  );
}
