import { useMemo } from "react";

import type { Claim } from "@/api/models";
import { t } from "@/languages/translate";
import { parseMarkdown, type Inline } from "@/lib/markdown";
import { MarkdownBlocks } from "@/ui/markdown";

type OnClaim = (claim: Claim) => void;

const MARKS: Record<Claim["verdict"], string> = {
  cited: "decoration-gain",
  derived: "decoration-gain decoration-dotted",
  general: "decoration-faint decoration-dotted",
  unsupported: "decoration-loss decoration-wavy bg-loss-wash",
};

export const VERDICTS: Record<Claim["verdict"], string> = {
  cited: t("found in the evidence as it is written"),
  derived: t("computed from the evidence"),
  general: t("general knowledge, not from your data"),
  unsupported: t("not supported by any evidence"),
};

/** An answer's Markdown with every checked figure marked where it stands. */
export function AnswerText({
  content,
  claims,
  onClaim,
}: {
  content: string;
  claims: readonly Claim[];
  onClaim: OnClaim;
}) {
  const blocks = useMemo(() => parseMarkdown(content), [content]);
  const placed = useMemo(() => placedIn(content, claims), [content, claims]);
  const write = (inlines: Inline[]) =>
    inlines.map((inline) => (
      <Piece key={`${inline.start}${inline.look}`} {...{ inline, onClaim }} claims={placed} />
    ));
  return <MarkdownBlocks blocks={blocks} write={write} tableCaption={t("Table of the answer")} />;
}

function Piece({
  inline,
  claims,
  onClaim,
}: {
  inline: Inline;
  claims: readonly Claim[];
  onClaim: OnClaim;
}) {
  const parts = split(inline, claims).map(({ text, claim }, index) =>
    claim ? (
      <button
        key={index}
        type="button"
        title={VERDICTS[claim.verdict]}
        onClick={() => onClaim(claim)}
        className={`underline decoration-2 underline-offset-4 ${MARKS[claim.verdict]}`}
      >
        {text}
        <span className="sr-only">, {VERDICTS[claim.verdict]}</span>
      </button>
    ) : (
      text
    ),
  );
  if (inline.look === "strong") return <strong>{parts}</strong>;
  if (inline.look === "em") return <em>{parts}</em>;
  if (inline.look === "code") return <code className="text-[0.9em]">{parts}</code>;
  return <>{parts}</>;
}

function split({ text, start }: Inline, claims: readonly Claim[]) {
  const parts: { text: string; claim?: Claim }[] = [];
  let from = 0;
  for (const claim of claims) {
    const [begin, end] = [claim.start - start, claim.end - start];
    if (begin < from || end > text.length) continue;
    if (begin > from) parts.push({ text: text.slice(from, begin) });
    parts.push({ text: text.slice(begin, end), claim });
    from = end;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}

/** The service counts characters, JavaScript their UTF-16 units; they differ behind an emoji. */
function placedIn(content: string, claims: readonly Claim[]): Claim[] {
  const characters = Array.from(content);
  const isSame = characters.length === content.length;
  const place = (index: number) => (isSame ? index : characters.slice(0, index).join("").length);
  return claims
    .filter(({ start }) => start >= 0)
    .map((claim) => ({ ...claim, start: place(claim.start), end: place(claim.end) }))
    .sort((a, b) => a.start - b.start);
}
