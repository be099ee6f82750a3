import { useChangeNoticePreferences, useNoticePreferences } from "@/api/channels";
import { failureOf } from "@/api/errors";
import type { NoticePreferences } from "@/api/models";
import { NOTICE_KINDS } from "@/features/notifications/notice-kinds";
import { t } from "@/languages/translate";
import { Loaded } from "@/ui/loaded";
import { ErrorState, Skeleton } from "@/ui/states";

import { goesTo, routed, type ChannelKind } from "./notice-routes";
import { NoticeTimes } from "./notice-times";

/** What is told where and when; saved as it is changed. */
export function ToldWhere({ channels }: { channels: readonly ChannelKind[] }) {
  const preferences = useNoticePreferences();
  const change = useChangeNoticePreferences();
  return (
    <Loaded query={preferences} skeleton={<Skeleton className="mt-6 h-60" />}>
      {(kept) => {
        const set = (part: Partial<NoticePreferences>) => change.mutate({ ...kept, ...part });
        return (
          <>
            {change.isError && <ErrorState className="mt-4" failure={failureOf(change.error)} />}
            {channels.length > 0 && (
              <Roads
                columns={COLUMNS.filter(({ value }) => channels.includes(value))}
                kept={kept.channels}
                onChange={(routes) => set({ channels: routes })}
              />
            )}
            <NoticeTimes kept={kept} onChange={set} />
          </>
        );
      }}
    </Loaded>
  );
}

const COLUMNS: readonly { value: ChannelKind; label: string }[] = [
  { value: "email", label: t("E-mail") },
  { value: "webhook", label: t("Webhooks") },
];

type Routes = NoticePreferences["channels"];

function Roads({
  columns,
  kept,
  onChange,
}: {
  columns: typeof COLUMNS;
  kept: Routes;
  onChange: (routes: Routes) => void;
}) {
  return (
    <table className="mt-6 w-full max-w-md border-collapse">
      <caption className="mb-1 text-left text-sm font-medium text-soft">
        {t("What goes there besides the bell")}
      </caption>
      <thead>
        <tr className="label border-b border-line-strong">
          <td />
          {columns.map(({ value, label }) => (
            <th key={value} scope="col" className="w-24 pb-1 text-center font-medium">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {NOTICE_KINDS.map(({ value: kind, label }) => (
          <tr key={kind} className="border-b border-line">
            <th scope="row" className="py-1 text-left font-normal">
              {label}
            </th>
            {columns.map(({ value: channel, label: column }) => (
              <td key={channel} className="text-center">
                <label className="inline-flex size-9 cursor-pointer items-center justify-center">
                  <input
                    type="checkbox"
                    className="size-4"
                    aria-label={t("{kind} to {channel}", { kind: label, channel: column })}
                    checked={goesTo(kept, kind, channel)}
                    onChange={({ target }) => onChange(routed(kept, kind, channel, target.checked))}
                  />
                </label>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
