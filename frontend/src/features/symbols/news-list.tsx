import { memo } from "react";

import { useNews } from "@/api/market";
import { t } from "@/languages/translate";
import { formatAge } from "@/lib/dates";
import { Loaded } from "@/ui/loaded";
import { Section } from "@/ui/page";
import { Skeleton } from "@/ui/states";

/** Headlines with who wrote them; each opens at its publisher. */
export const NewsList = memo(function NewsList({ symbol }: { symbol: string }) {
  const news = useNews(symbol);
  return (
    <Section title={t("News")}>
      <Loaded query={news} skeleton={<Skeleton className="h-40" />} isBelow>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-soft">{t("No news from the sources in use.")}</p>
          ) : (
            <ul>
              {items.map(({ id, title, url, publisher, published_at, summary }) => (
                <li key={id} className="border-b border-line py-3 first:pt-0">
                  <a
                    className="font-medium hover:text-accent"
                    href={url}
                    target="_blank"
                    rel="noreferrer noopener"
                  >
                    {title}
                    <span className="sr-only"> {t("(opens in a new tab)")}</span>
                  </a>
                  {summary && <p className="line-clamp-2 text-sm text-soft">{summary}</p>}
                  <p className="label">
                    {publisher} · <time dateTime={published_at}>{formatAge(published_at)}</time>
                  </p>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  );
});
