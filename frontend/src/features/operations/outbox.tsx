import { outboxPage, useOutbox } from "@/api/operations";
import { t } from "@/languages/translate";
import { formatInstant } from "@/lib/dates";
import { Icon } from "@/ui/icon";
import { Loaded } from "@/ui/loaded";
import { Skeleton } from "@/ui/states";

/** Mails that a machine without a mail service kept instead of sending. */
export function Outbox() {
  const outbox = useOutbox();
  return (
    <>
      <p className="mb-5 max-w-2xl text-soft">
        {t(
          "Where no mail service is set up, mails are kept here instead of being sent: links to confirm an address, to choose a new password, and notices.",
        )}
      </p>
      <Loaded query={outbox} skeleton={<Skeleton className="h-48" />}>
        {(mails) =>
          mails.length === 0 ? (
            <p className="text-soft">{t("No mail is kept: none was written, or all were sent.")}</p>
          ) : (
            <>
              <ul className="border-t border-line-strong" aria-label={t("Mail")}>
                {mails.map(({ id, sent_at, to, subject, text }) => (
                  <li key={id} className="border-b border-line">
                    <details>
                      <summary className="flex items-baseline gap-3 py-3 hover:bg-sunken">
                        <span aria-hidden="true" className="w-3 text-faint">
                          ›
                        </span>
                        <span className="min-w-0 flex-1">
                          <span className="block font-medium">{subject}</span>
                          <span className="label block truncate">
                            {t("to {address}", { address: to })} · {formatInstant(sent_at)}
                          </span>
                        </span>
                      </summary>
                      <pre className="mb-4 ml-6 overflow-x-auto rounded-md bg-sunken p-3 font-sans text-sm wrap-anywhere whitespace-pre-wrap">
                        {text}
                      </pre>
                    </details>
                  </li>
                ))}
              </ul>
              <p className="mt-4">
                <a className="link" href={outboxPage()} target="_blank" rel="noreferrer noopener">
                  {t("As a page with links that work")}
                  <span className="sr-only"> {t("(opens in a new tab)")}</span>
                </a>{" "}
                <Icon name="chevron" className="inline size-3 text-faint" />
              </p>
            </>
          )
        }
      </Loaded>
    </>
  );
}
