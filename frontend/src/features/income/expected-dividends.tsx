import { useState } from "react";

import { useBookDividends } from "@/api/income";
import { failureOf } from "@/api/errors";
import type { ExpectedDividend, Income } from "@/api/models";
import { useIsPast } from "@/api/viewpoint";
import { Explained } from "@/features/explain/explained";
import { t } from "@/languages/translate";
import { formatDay } from "@/lib/dates";
import { formatMoney, formatPrice, formatQuantity } from "@/lib/money";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Section } from "@/ui/page";
import { ErrorState } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";

const FIRST = 8;

/** Dividends the market knows of. Those whose day has come can be booked; a broker may already
 * have told them under another day, so nothing is booked without a click. */
export function ExpectedDividends({
  portfolioId,
  income,
}: {
  portfolioId: string;
  income: Income;
}) {
  const { expected, as_of } = income;
  const due = expected.filter(({ ex_date, status }) => status === "declared" && ex_date <= as_of);
  const coming = expected.filter((one) => !due.includes(one));
  return (
    <>
      {due.length > 0 && <Due {...{ portfolioId, due }} />}
      {coming.length > 0 && (
        <Section title={t("To come")}>
          <Dividends portfolioId={portfolioId} caption={t("Dividends to come")} items={coming} />
          <p className="label mt-2">
            {t(
              "Projected: as in the last twelve months, if nothing changes. Not promised by anyone.",
            )}
          </p>
        </Section>
      )}
    </>
  );
}

function Due({ portfolioId, due }: { portfolioId: string; due: ExpectedDividend[] }) {
  const book = useBookDividends(portfolioId);
  // What is booked is booked into the ledger of today.
  const isPast = useIsPast();
  return (
    <Section
      title={t("Paid, and not in your ledger")}
      aside={
        !isPast && (
          <Button
            look="secondary"
            size="sm"
            isBusy={book.isPending && book.variables.length > 1}
            onClick={() => book.mutate(due)}
          >
            {t("Book all {count}", { count: due.length })}
          </Button>
        )
      }
    >
      {book.isError && <ErrorState className="mb-4" failure={failureOf(book.error)} />}
      <p className="mb-3 text-soft">
        {t(
          "The market says these were paid on what you held. If your broker’s file will bring them, leave them: they would count twice.",
        )}
      </p>
      <Dividends
        portfolioId={portfolioId}
        caption={t("Dividends to book")}
        items={[...due].reverse()}
        {...(!isPast && {
          action: (one) => (
            <Button
              look="secondary"
              size="sm"
              aria-label={t("Book the dividend of {symbol}, {exDate}", {
                symbol: one.symbol,
                exDate: one.ex_date,
              })}
              isBusy={book.isPending && book.variables[0] === one}
              onClick={() => book.mutate([one])}
            >
              {t("Book")}
            </Button>
          ),
        })}
      />
      <p role="status" className="label mt-2">
        {book.isSuccess && t("{count} booked", { count: book.variables.length })}
      </p>
    </Section>
  );
}

function Expected({ portfolioId, one }: { portfolioId: string; one: ExpectedDividend }) {
  const { symbol, ex_date, amount, amount_local, currency } = one;
  const text = formatMoney(amount_local, currency);
  if (amount === null) return text;
  return (
    <Explained
      portfolioId={portfolioId}
      metric="expected_dividend"
      of={{ symbol, key: ex_date }}
      label={t("the dividend of {symbol}, {day}", { symbol, day: formatDay(ex_date) })}
    >
      {text}
    </Explained>
  );
}

function Dividends({
  portfolioId,
  caption,
  items,
  action,
}: {
  portfolioId: string;
  caption: string;
  items: readonly ExpectedDividend[];
  action?: (one: ExpectedDividend) => React.ReactNode;
}) {
  const [isLong, setLong] = useState(false);
  return (
    <>
      <Table caption={caption}>
        <thead>
          <tr>
            <Th>{t("Ex-date")}</Th>
            <Th>{t("Symbol")}</Th>
            <Th isNumeric className="hidden sm:table-cell">
              {t("Shares")}
            </Th>
            <Th isNumeric className="hidden sm:table-cell">
              {t("A share")}
            </Th>
            <Th isNumeric>{t("Amount")}</Th>
            {action && (
              <Th>
                <span className="sr-only">{t("Book")}</span>
              </Th>
            )}
          </tr>
        </thead>
        <tbody>
          {items.slice(0, isLong ? undefined : FIRST).map((one) => (
            <tr key={`${one.symbol}${one.ex_date}`}>
              <Td className="whitespace-nowrap">{formatDay(one.ex_date)}</Td>
              <Td className="font-semibold">
                {one.symbol} {one.status === "projected" && <Badge>{t("projected")}</Badge>}
              </Td>
              <Td isNumeric className="hidden sm:table-cell">
                {formatQuantity(one.quantity)}
              </Td>
              <Td isNumeric className="hidden sm:table-cell">
                {formatPrice(one.per_share, one.currency)}
              </Td>
              <Td isNumeric>
                <Expected portfolioId={portfolioId} one={one} />
              </Td>
              {action && <Td isNumeric>{action(one)}</Td>}
            </tr>
          ))}
        </tbody>
      </Table>
      {items.length > FIRST && !isLong && (
        <Button look="quiet" size="sm" className="mt-2" onClick={() => setLong(true)}>
          {t("All {count}", { count: items.length })}
        </Button>
      )}
    </>
  );
}
