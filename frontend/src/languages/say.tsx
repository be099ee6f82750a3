import { Fragment, type ReactNode } from "react";

import { t } from "./translate";

type Parts = Record<string, (text: string) => ReactNode>;

/** A message with links or emphasis inside: `<name>…</name>` is drawn by the part of that name. */
export function Say({
  message,
  parts,
  values,
}: {
  message: string;
  parts: Parts;
  values?: Record<string, string | number>;
}) {
  const pieces = t(message, values).split(/<(\w+)>(.*?)<\/\1>/);
  return pieces.map((piece, index) => {
    if (index % 3 === 1) return null;
    const name = index % 3 === 2 ? pieces[index - 1] : undefined;
    const draw = name === undefined ? undefined : parts[name];
    return <Fragment key={index}>{draw ? draw(piece) : piece}</Fragment>;
  });
}
