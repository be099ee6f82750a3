import { lazy, Suspense, useState } from "react";

import { usePortfolioTab } from "@/api/portfolio-tab";
import type { Period } from "@/api/portfolios";
import { t } from "@/languages/translate";
import { formatInteger, formatPercent } from "@/lib/money";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { Segmented } from "@/ui/segmented";

import { ALL, type Choice } from "./choices";
import { OwnDays } from "./own-days";
import { chosenOf, MEASURED, OWN } from "./span";
import type { Measured } from "./use-measured";

const ChoicesDialog = lazy(async () => ({
  default: (await import("./choices-dialog")).ChoicesDialog,
}));

/** The period, and everything else that a reading of it can be asked by. */
export function Toolbar({
  measured: { span, choices, chooseSpan, choose },
  days,
  offered,
  periods = MEASURED,
}: {
  measured: Measured;
  /** Those that are shown, with which own days begin. */
  days: { from: string; to: string } | undefined;
  /** What the reading knows of the choices. */
  offered: readonly Choice[];
  periods?: readonly Period[];
}) {
  const { portfolio } = usePortfolioTab();
  const [isAsking, setAsking] = useState(false);
  const choosePeriod = (chosen: Period | typeof OWN) => {
    if (chosen !== OWN) chooseSpan({ period: chosen });
    else if (days) chooseSpan(days);
  };
  const made = ALL.filter((choice) => offered.includes(choice) && choices[choice]);
  return (
    <div className="mb-6 flex flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Segmented
          label={t("Period")}
          value={chosenOf(span)}
          options={[
            ...periods.map((value) => ({ value, label: nameOf(value) })),
            { value: OWN, label: t("From–to") },
          ]}
          onChange={choosePeriod}
        />
        <Button look="secondary" size="sm" className="no-print" onClick={() => setAsking(true)}>
          <Icon name="sliders" className="size-4" /> {t("Compare and narrow")}
        </Button>
      </div>
      {"from" in span && (
        <OwnDays key={`${span.from} ${span.to}`} {...span} onChoose={chooseSpan} />
      )}
      {made.length > 0 && (
        <ul aria-label={t("Chosen")} className="flex flex-wrap gap-2">
          {made.map((choice) => (
            <Chip
              key={choice}
              text={inWords(choice, choices[choice])}
              onRemove={() => choose({ [choice]: "" })}
            />
          ))}
        </ul>
      )}
      {isAsking && (
        <Suspense fallback={null}>
          <ChoicesDialog
            {...{ choices, offered, portfolio }}
            onChoose={(chosen) => {
              setAsking(false);
              choose(chosen);
            }}
            onClose={() => setAsking(false)}
          />
        </Suspense>
      )}
    </div>
  );
}

function nameOf(period: Period): string {
  return period === "max" ? t("Max") : period.toUpperCase();
}

function Chip({ text, onRemove }: { text: string; onRemove: () => void }) {
  return (
    <li className="flex min-h-8 items-center rounded-full border border-line-strong bg-sunken pl-3 text-sm">
      {text}
      <button
        type="button"
        aria-label={t("Without: {text}", { text })}
        onClick={onRemove}
        className="no-print flex size-8 cursor-pointer items-center justify-center rounded-full text-soft hover:text-ink"
      >
        <Icon name="close" className="size-3.5" />
      </button>
    </li>
  );
}

function inWords(choice: Choice, value: string): string {
  switch (choice) {
    case "benchmark":
      return t("Against {symbol}", { symbol: value });
    case "symbol":
      return t("{symbol} alone", { symbol: value });
    case "account":
      return t("Account {name}", { name: value });
    case "tag":
      return t("Tag {name}", { name: value });
    case "riskFree":
      return t("Risk-free {rate} a year", { rate: formatPercent(Number(value) / 100, 2) });
    case "window":
      return t("Over {days} trading days", { days: formatInteger(Number(value)) });
  }
}
