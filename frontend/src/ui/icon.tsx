/** Stroke icons on a 20-unit grid, drawn for this page. */
const PATHS = {
  up: "M10 4.5 16 15H4Z",
  down: "M10 15.5 4 5h12Z",
  plus: "M10 4v12M4 10h12",
  close: "M5 5l10 10M15 5 5 15",
  check: "M4 10.5 8 14.5 16 5.5",
  search: "M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM13 13l4 4",
  upload: "M10 13V3.5M6 7l4-3.5L14 7M3.5 12.5v4h13v-4",
  edit: "M4 16l.8-3.6L13.2 4l2.8 2.8-8.4 8.4L4 16Z",
  trash: "M4 6h12M8 6V4h4v2M5.5 6l.7 10.5h7.6L14.5 6",
  history: "M4 10a6 6 0 1 0 2-4.5L4 7M4 3.5V7h3.5M10 6.5V10l2.5 2",
  chevron: "M7 4.5 12.5 10 7 15.5",
  sort: "M10 3v14M6 13l4 4 4-4",
  sun: "M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM10 2v2M10 16v2M2 10h2M16 10h2M4.5 4.5l1.3 1.3M14.2 14.2l1.3 1.3M4.5 15.5l1.3-1.3M14.2 5.8l1.3-1.3",
  clock: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 6v4l2.8 1.8",
  alert: "M10 3 18 16.5H2ZM10 8v4M10 14.2v.1",
  bell: "M5 13.5V9a5 5 0 0 1 10 0v4.5l1.5 1.5h-13ZM8.5 17a1.6 1.6 0 0 0 3 0",
  eye: "M2 10c2-3.6 4.7-5.4 8-5.4s6 1.8 8 5.4c-2 3.6-4.7 5.4-8 5.4S4 13.6 2 10ZM10 12.4a2.4 2.4 0 1 0 0-4.8 2.4 2.4 0 0 0 0 4.8Z",
  report: "M5 2.5h7l3.5 3.5v11.5H5ZM12 2.5V6h3.5M7.5 10h5M7.5 13h5",
  file: "M5.5 2.5h6l3.5 3.5v11.5h-9.5ZM11.5 2.5V6H15",
  wrench:
    "M12.5 3a4 4 0 0 0-3.8 5.3L3.5 13.5a2.1 2.1 0 0 0 3 3l5.2-5.2A4 4 0 0 0 16.8 6L14 8.7l-2.7-2.7L14 3.3A4 4 0 0 0 12.5 3Z",
  download: "M10 3.5V13M6 9.5l4 3.5 4-3.5M3.5 12.5v4h13v-4",
  play: "M6 4v12l10-6Z",
  sliders: "M3 6h8M15 6h2M13 4v4M3 14h2M9 14h8M7 12v4",
  more: "M4.5 10h.1M10 10h.1M15.5 10h.1",
  portfolio: "M3 16.5h14M5 16V9M10 16V4M15 16v-5",
  market: "M3 14l4-5 3.5 3L17 5M13 5h4v4",
  ask: "M3.5 4h13v9.5H9L5.5 16.5v-3h-2ZM7 8.7h.1M10 8.7h.1M13 8.7h.1",
  person:
    "M10 10a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4ZM3.8 16.8c.6-3.2 3-4.8 6.2-4.8s5.6 1.6 6.2 4.8",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({
  name,
  className = "size-5",
  filled = false,
}: {
  name: IconName;
  className?: string;
  filled?: boolean;
}) {
  return (
    <svg
      viewBox="0 0 20 20"
      aria-hidden="true"
      className={`${className} shrink-0`}
      fill={filled ? "currentColor" : "none"}
      stroke={filled ? "none" : "currentColor"}
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
