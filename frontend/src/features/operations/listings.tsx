import { useState, type ReactNode, type SubmitEvent } from "react";

import { asApiError, failureOf } from "@/api/errors";
import {
  useDelistings,
  useNoteDelisting,
  useNoteSymbolChange,
  useSymbolChanges,
  useTakeBackDelisting,
  useTakeBackSymbolChange,
} from "@/api/ingestion";
import { t } from "@/languages/translate";
import { formatDay } from "@/lib/dates";
import { textOf } from "@/lib/forms";
import { Button } from "@/ui/button";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { TextField } from "@/ui/field";
import { Icon } from "@/ui/icon";
import { Loaded } from "@/ui/loaded";
import { Section } from "@/ui/page";
import { ErrorState, Skeleton } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";

/** What became of listings, where no source tells it. */
export function Listings() {
  return (
    <div className="flex flex-col gap-10">
      <SymbolChanges />
      <Delistings />
    </div>
  );
}

function SymbolChanges() {
  const changes = useSymbolChanges();
  const note = useNoteSymbolChange();
  const takeBack = useTakeBackSymbolChange();
  const [asked, setAsked] = useState<string>();
  const { fieldMessage, submit } = useNoting(note, (form) => ({
    old: textOf(form, "old").toUpperCase(),
    new: textOf(form, "new").toUpperCase(),
    date: textOf(form, "date"),
  }));
  return (
    <Section title={t("Changed symbols")}>
      <p className="mb-4 max-w-2xl text-soft">
        {t(
          "The listing goes on under another name: prices are joined, and whoever holds or watches the old symbol is shown the new one.",
        )}
      </p>
      <NoteForm
        onSubmit={submit}
        isBusy={note.isPending}
        error={note.error}
        fields={["old", "new", "date"]}
      >
        <SymbolField label={t("Old symbol")} name="old" error={fieldMessage("old")} />
        <SymbolField label={t("New symbol")} name="new" error={fieldMessage("new")} />
        <TextField
          label={t("First day of the new one")}
          name="date"
          type="date"
          required
          error={fieldMessage("date")}
        />
      </NoteForm>
      <Loaded query={changes} skeleton={<Skeleton className="h-32" />}>
        {(items) =>
          items.length === 0 ? (
            <p className="text-soft">{t("No change is noted.")}</p>
          ) : (
            <Noted
              caption={t("Changed symbols")}
              heads={[t("Old symbol"), t("New symbol"), t("First day of the new one")]}
              rows={items.map((one) => [one.old, one.new, formatDay(one.date)])}
              onTakeBack={setAsked}
            />
          )
        }
      </Loaded>
      {asked && (
        <ConfirmDialog
          title={t("Take the change of {symbol} back?", { symbol: asked })}
          confirmLabel={t("Take back")}
          isBusy={takeBack.isPending}
          error={takeBack.error}
          onConfirm={() => takeBack.mutate(asked, { onSuccess: () => setAsked(undefined) })}
          onClose={() => setAsked(undefined)}
        >
          <p>{t("The old symbol has its own prices again.")}</p>
        </ConfirmDialog>
      )}
    </Section>
  );
}

function Delistings() {
  const delistings = useDelistings();
  const note = useNoteDelisting();
  const takeBack = useTakeBackDelisting();
  const [asked, setAsked] = useState<string>();
  const { fieldMessage, submit } = useNoting(note, (form) => ({
    symbol: textOf(form, "symbol").toUpperCase(),
    last_day: textOf(form, "last_day") || null,
  }));
  return (
    <Section title={t("Traded no more")}>
      <p className="mb-4 max-w-2xl text-soft">
        {t("The last price stays and is told as such, and no source is asked for it again.")}
      </p>
      <NoteForm
        onSubmit={submit}
        isBusy={note.isPending}
        error={note.error}
        fields={["symbol", "last_day"]}
      >
        <SymbolField label={t("Symbol")} name="symbol" error={fieldMessage("symbol")} />
        <TextField
          label={t("Last day, unless that of its last price")}
          name="last_day"
          type="date"
          error={fieldMessage("last_day")}
        />
      </NoteForm>
      <Loaded query={delistings} skeleton={<Skeleton className="h-32" />}>
        {(items) =>
          items.length === 0 ? (
            <p className="text-soft">{t("No delisting is noted.")}</p>
          ) : (
            <Noted
              caption={t("Traded no more")}
              heads={[t("Symbol"), t("Last day")]}
              rows={items.map(({ symbol, last_day }) => [symbol, formatDay(last_day)])}
              onTakeBack={setAsked}
            />
          )
        }
      </Loaded>
      {asked && (
        <ConfirmDialog
          title={t("Take the delisting of {symbol} back?", { symbol: asked })}
          confirmLabel={t("Take back")}
          isBusy={takeBack.isPending}
          error={takeBack.error}
          onConfirm={() => takeBack.mutate(asked, { onSuccess: () => setAsked(undefined) })}
          onClose={() => setAsked(undefined)}
        >
          <p>{t("Sources are asked for its prices again.")}</p>
        </ConfirmDialog>
      )}
    </Section>
  );
}

type Noting<Body> = {
  error: unknown;
  mutate: (body: Body, told: { onSuccess: () => void }) => void;
};

/** A form that notes one thing and is empty again afterwards. */
function useNoting<Body>(note: Noting<Body>, read: (form: FormData) => Body) {
  return {
    fieldMessage: (name: string) =>
      note.error ? asApiError(note.error).fieldMessage(name) : undefined,
    submit: (event: SubmitEvent<HTMLFormElement>) => {
      event.preventDefault();
      const form = event.currentTarget;
      note.mutate(read(new FormData(form)), { onSuccess: () => form.reset() });
    },
  };
}

function NoteForm({
  onSubmit,
  isBusy,
  error,
  fields,
  children,
}: {
  onSubmit: (event: SubmitEvent<HTMLFormElement>) => void;
  isBusy: boolean;
  error: unknown;
  /** Whose errors stand beside them. */
  fields: readonly string[];
  children: ReactNode;
}) {
  const isToldThere = fields.some((name) => error && asApiError(error).fieldMessage(name));
  return (
    <form onSubmit={onSubmit} className="no-print mb-6">
      <div className="flex flex-wrap items-start gap-3">
        {children}
        <Button type="submit" look="secondary" isBusy={isBusy} className="sm:mt-6">
          {t("Note it")}
        </Button>
      </div>
      {error != null && !isToldThere && <ErrorState className="mt-3" failure={failureOf(error)} />}
    </form>
  );
}

function SymbolField({
  label,
  name,
  error,
}: {
  label: string;
  name: string;
  error: string | undefined;
}) {
  return (
    <TextField
      {...{ label, name, error }}
      required
      maxLength={24}
      autoComplete="off"
      className="w-36"
    />
  );
}

/** What was noted; the first cell of a row is what it is taken back by. */
function Noted({
  caption,
  heads,
  rows,
  onTakeBack,
}: {
  caption: string;
  heads: readonly string[];
  rows: readonly (readonly string[])[];
  onTakeBack: (symbol: string) => void;
}) {
  return (
    <Table caption={caption}>
      <thead>
        <tr>
          {heads.map((head) => (
            <Th key={head}>{head}</Th>
          ))}
          <Th>
            <span className="sr-only">{t("Actions")}</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((cells) => (
          <tr key={cells[0]}>
            {cells.map((cell, index) => (
              <Td key={index} className={index === 0 ? "font-semibold" : "whitespace-nowrap"}>
                {cell}
              </Td>
            ))}
            <Td isNumeric>
              <Button
                look="quiet"
                size="sm"
                aria-label={t("Take {symbol} back", { symbol: cells[0] })}
                onClick={() => onTakeBack(cells[0] ?? "")}
              >
                <span className="max-sm:hidden">{t("Take back")}</span>
                <Icon name="close" className="size-4 sm:hidden" />
              </Button>
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
