import type { Profile } from "@/api/models";
import { Freshness } from "@/ui/freshness";
import { Section } from "@/ui/page";

export function Facts({ profile }: { profile: Profile }) {
  const facts: [string, string | null][] = [
    ["Kind", profile.asset_class],
    ["Exchange", profile.exchange],
    ["Currency", profile.currency],
    ["Sector", profile.sector],
    ["Industry", profile.industry],
    ["Country", profile.country],
    ["ISIN", profile.isin],
  ];
  return (
    <Section title="Facts">
      <dl>
        {facts
          .filter(([, value]) => value)
          .map(([label, value]) => (
            <div key={label} className="flex justify-between gap-4 border-b border-line py-1.5">
              <dt className="text-faint">{label}</dt>
              <dd className="text-right first-letter:uppercase">{value}</dd>
            </div>
          ))}
      </dl>
      <p className="mt-2">
        <Freshness asOf={profile.as_of} source={profile.source} isStale={profile.is_stale} />
      </p>
    </Section>
  );
}
