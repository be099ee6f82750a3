import { t } from "@/languages/translate";
import { formatDay } from "@/lib/dates";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icon";

import type { View } from "./view";

/** Says that what is below is not of today, or not in the portfolio's own currency, and leads back. */
export function ViewNotice({
  view,
  ownCurrency,
  onAsk,
  onChoose,
}: {
  view: View;
  ownCurrency: string | undefined;
  onAsk: () => void;
  onChoose: (view: View) => void;
}) {
  const { asOf, knownBy, currency } = view;
  const isPast = Boolean(asOf || knownBy);
  return (
    <div
      role="status"
      className="mb-7 flex flex-wrap items-center justify-between gap-x-6 gap-y-3 rounded-md border border-line-strong bg-warn-wash px-4 py-3"
    >
      <p className="flex items-center gap-3">
        <Icon name="history" className="size-5 shrink-0 text-warn" />
        <span>
          {isPast && (
            <strong className="font-semibold">
              {asOf ? t("As of {day}, not today.", { day: formatDay(asOf) }) : t("As of today.")}
            </strong>
          )}{" "}
          {knownBy && t("Only what was recorded by {day} counts.", { day: formatDay(knownBy) })}{" "}
          {currency && t("Amounts in {currency}.", { currency })}
        </span>
      </p>
      <span className="no-print flex flex-wrap gap-2">
        <Button look="quiet" size="sm" onClick={onAsk}>
          {isPast ? t("Another day") : t("Another currency")}
        </Button>
        {isPast ? (
          <Button
            look="secondary"
            size="sm"
            onClick={() => onChoose({ ...view, asOf: "", knownBy: "" })}
          >
            {t("Back to today")}
          </Button>
        ) : (
          <Button look="secondary" size="sm" onClick={() => onChoose({ ...view, currency: "" })}>
            {ownCurrency
              ? t("Back to {currency}", { currency: ownCurrency })
              : t("Back to its own currency")}
          </Button>
        )}
      </span>
    </div>
  );
}
