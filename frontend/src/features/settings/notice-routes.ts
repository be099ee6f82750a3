import type { Channel, NoticePreferences } from "@/api/models";

type Routes = NoticePreferences["channels"];
export type ChannelKind = Channel["kind"];
export type RoutedKind = keyof Routes;

const BOTH: readonly ChannelKind[] = ["email", "webhook"];

/** Whether notices of a kind go to channels of a kind; all do unless told otherwise. */
export function goesTo(routes: Routes, kind: RoutedKind, channel: ChannelKind): boolean {
  return (routes[kind] ?? BOTH).includes(channel);
}

/** The routes with one of them on or off. */
export function routed(
  routes: Routes,
  kind: RoutedKind,
  channel: ChannelKind,
  isOn: boolean,
): Routes {
  const others = BOTH.filter((one) => one !== channel && goesTo(routes, kind, one));
  return { ...routes, [kind]: isOn ? [...others, channel] : others };
}
