import { failureOf } from "@/api/errors";
import type { KnownDocument } from "@/api/models";
import { useAddDocument, useDeleteDocument, useDocuments } from "@/api/documents";
import { counted, t } from "@/languages/translate";
import { formatAge } from "@/lib/dates";
import { formatSize } from "@/lib/money";
import { Button, buttonClass } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { Loaded } from "@/ui/loaded";
import { PageHead } from "@/ui/page";
import { EmptyState, ErrorState, Skeleton } from "@/ui/states";

/** What the assistant may read and quote besides figures. */
export function DocumentsPage() {
  const documents = useDocuments();
  const add = useAddDocument();
  return (
    <>
      <PageHead
        title={t("Documents")}
        under={
          <p className="max-w-2xl text-soft">
            {t(
              "Annual reports, notes, letters: what you put here, the assistant may search and quote, word for word and with the place. Nobody else sees it.",
            )}
          </p>
        }
        actions={
          <label className={`${buttonClass()} cursor-pointer has-focus-visible:outline-2`}>
            <Icon name="upload" className="size-4" />
            {add.isPending ? t("Reading…") : t("Upload a document")}
            <input
              type="file"
              className="sr-only"
              accept=".txt,.md,.html,.htm,.pdf"
              disabled={add.isPending}
              onChange={({ target }) => {
                const file = target.files?.[0];
                if (file) add.mutate(file);
                target.value = "";
              }}
            />
          </label>
        }
      />
      {add.isError && <ErrorState className="mb-6" failure={failureOf(add.error)} />}
      <Loaded query={documents} skeleton={<Skeleton className="h-48" />}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={t("No document yet")}>
              <p>{t("Text, Markdown, HTML or PDF, up to 10 MB each.")}</p>
            </EmptyState>
          ) : (
            <ul className="border-t border-line-strong" aria-label={t("Documents")}>
              {items.map((document) => (
                <Row key={document.id} document={document} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </>
  );
}

function Row({
  document: { id, title, form, size, passages, added_at },
}: {
  document: KnownDocument;
}) {
  const remove = useDeleteDocument();
  return (
    <li className="flex items-center gap-4 border-b border-line py-3">
      <Icon name="file" className="size-5 text-faint" />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{title}</p>
        <p className="label">
          {form.toUpperCase()} · {formatSize(size)} ·{" "}
          {counted("{count} passage", "{count} passages", passages)} · {formatAge(added_at)}
        </p>
        {remove.isError && <ErrorState className="mt-2" failure={failureOf(remove.error)} />}
      </div>
      <Button
        look="quiet"
        size="sm"
        isBusy={remove.isPending}
        aria-label={t("Delete {title}", { title })}
        onClick={() => remove.mutate(id)}
      >
        <Icon name="trash" className="size-4" />
      </Button>
    </li>
  );
}
