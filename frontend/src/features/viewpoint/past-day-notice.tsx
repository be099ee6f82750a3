import { t } from "@/languages/translate";
import { formatDay } from "@/lib/dates";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icon";

import type { PastDay } from "./past-day";

/** Says that what is below is not of today, and leads back. */
export function PastDayNotice({
  day: { asOf, knownBy },
  onChange,
  onLeave,
}: {
  day: PastDay;
  onChange: () => void;
  onLeave: () => void;
}) {
  return (
    <div
      role="status"
      className="mb-7 flex flex-wrap items-center justify-between gap-x-6 gap-y-3 rounded-md border border-line-strong bg-warn-wash px-4 py-3"
    >
      <p className="flex items-center gap-3">
        <Icon name="history" className="size-5 shrink-0 text-warn" />
        <span>
          <strong className="font-semibold">
            {asOf ? t("As of {day}, not today.", { day: formatDay(asOf) }) : t("As of today.")}
          </strong>{" "}
          {knownBy && t("Only what was recorded by {day} counts.", { day: formatDay(knownBy) })}
        </span>
      </p>
      <span className="no-print flex flex-wrap gap-2">
        <Button look="quiet" size="sm" onClick={onChange}>
          {t("Another day")}
        </Button>
        <Button look="secondary" size="sm" onClick={onLeave}>
          {t("Back to today")}
        </Button>
      </span>
    </div>
  );
}
