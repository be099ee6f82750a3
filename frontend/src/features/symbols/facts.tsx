import type { Profile } from "@/api/models";
import { locale } from "@/languages/language";
import { t } from "@/languages/translate";
import { Freshness } from "@/ui/freshness";
import { Section } from "@/ui/page";

const LABELS = [
  t("Kind"),
  t("Exchange"),
  t("Currency"),
  t("Sector"),
  t("Industry"),
  t("Country"),
  "ISIN",
];

export function Facts({ profile }: { profile: Profile | undefined }) {
  return (
    <Section title={t("Facts")}>
      <dl>
        {LABELS.map((label, index) => (
          <div key={label} className="flex justify-between gap-4 border-b border-line py-1.5">
            <dt className="text-faint">{label}</dt>
            <dd className="text-right first-letter:uppercase">
              {profile && (valuesOf(profile)[index] ?? "–")}
            </dd>
          </div>
        ))}
      </dl>
      <p className="mt-2 min-h-6">
        {profile && (
          <Freshness
            asOf={(profile.is_stale ? profile.last_day : null) ?? profile.as_of}
            source={profile.source}
            isStale={profile.is_stale}
          />
        )}
      </p>
    </Section>
  );
}

function valuesOf(profile: Profile): (string | null)[] {
  const { asset_class, exchange, currency, sector, industry, country, isin } = profile;
  return [asset_class, exchange, currency, sector, industry, nameOf(country), isin];
}

/** Some sources name a country by its code. */
function nameOf(country: string | null): string | null {
  if (country === null || !/^[A-Z]{2}$/.test(country)) return country;
  return new Intl.DisplayNames(locale, { type: "region" }).of(country) ?? country;
}
