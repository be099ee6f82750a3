import { failureOf } from "@/api/errors";
import { usePoison, useSettlePoison } from "@/api/operations";
import { t } from "@/languages/translate";
import { formatInstant } from "@/lib/dates";
import { Button } from "@/ui/button";
import { Loaded } from "@/ui/loaded";
import { ErrorState, Skeleton } from "@/ui/states";

/** Messages that failed five times, and what becomes of them. */
export function Poison() {
  const poison = usePoison();
  const settle = useSettlePoison();
  return (
    <>
      {settle.isError && <ErrorState className="mb-4" failure={failureOf(settle.error)} />}
      <Loaded query={poison} skeleton={<Skeleton className="h-48" />}>
        {(items) =>
          items.length === 0 ? (
            <p className="text-soft">{t("No message has failed for good.")}</p>
          ) : (
            <ul className="border-t border-line-strong">
              {items.map((message) => (
                <li key={message.id} className="border-b border-line py-3">
                  <div className="flex flex-wrap items-center justify-between gap-3">
                    <p>
                      <span className="font-semibold">{message.queue}</span>{" "}
                      <span className="label">
                        {message.inserted_at && formatInstant(message.inserted_at)}
                      </span>
                    </p>
                    <span className="flex gap-2">
                      <Button
                        look="secondary"
                        size="sm"
                        onClick={() => settle.mutate({ message, isWanted: true })}
                      >
                        {t("Try again")}
                      </Button>
                      <Button
                        look="danger"
                        size="sm"
                        onClick={() => settle.mutate({ message, isWanted: false })}
                      >
                        {t("Drop")}
                      </Button>
                    </span>
                  </div>
                  <pre
                    className="mt-2 overflow-x-auto rounded-md bg-sunken p-3 text-sm"
                    tabIndex={0}
                  >
                    {message.body ? JSON.stringify(message.body, null, 2) : message.text}
                  </pre>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </>
  );
}
