import { t } from "@/languages/translate";
import { setConsent, useConsent } from "@/telemetry/consent";
import { isTelemetryOffered } from "@/telemetry/telemetry";
import { Section } from "@/ui/page";
import { Segmented } from "@/ui/segmented";

/** Asks whether visits may be measured, where the operator has somewhere to send them. */
export function MeasuredVisits() {
  const agrees = useConsent();
  if (!isTelemetryOffered()) return null;
  const options = [
    { value: "no", label: t("Do not measure") },
    { value: "yes", label: t("Measure") },
  ] as const;
  return (
    <Section title={t("Measuring of visits")}>
      <div className="flex">
        <Segmented
          label={t("Measuring of visits")}
          value={agrees ? "yes" : "no"}
          options={options}
          onChange={(value) => setConsent(value === "yes")}
        />
      </div>
      <p className="label mt-2">
        {t(
          "Tells the operator, from this browser, which kinds of pages are opened and how long they take to load: no addresses, amounts or names, and no cookie.",
        )}
      </p>
    </Section>
  );
}
