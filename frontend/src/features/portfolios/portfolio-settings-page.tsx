import { useState, type SubmitEvent } from "react";
import { useNavigate } from "react-router";

import { asApiError, failureOf } from "@/api/errors";
import type { Portfolio } from "@/api/models";
import { usePortfolioTab } from "@/api/portfolio-tab";
import { useChangePortfolio, useDeletePortfolio, useExport } from "@/api/portfolios";
import { textOf } from "@/lib/forms";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { SelectField, TextField } from "@/ui/field";
import { Section, useTitle } from "@/ui/page";
import { ErrorState, Skeleton } from "@/ui/states";

import { LOT_METHODS, lotMethodOf } from "./lot-methods";

export function PortfolioSettingsPage() {
  const { portfolio } = usePortfolioTab();
  useTitle("Portfolio settings");
  if (!portfolio) return <Skeleton className="h-96" />;
  return (
    <div className="flex max-w-2xl flex-col gap-10">
      <Details portfolio={portfolio} />
      <Download portfolio={portfolio} />
      <Deletion portfolio={portfolio} />
    </div>
  );
}

function Details({ portfolio }: { portfolio: Portfolio }) {
  const change = useChangePortfolio(portfolio.id);
  const error = change.isError ? asApiError(change.error) : null;
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    change.mutate({
      name: textOf(form, "name"),
      lot_method: lotMethodOf(form),
      benchmark: textOf(form, "benchmark").toUpperCase() || null,
    });
  };
  return (
    <Section title="Portfolio">
      <form onSubmit={submit} className="flex max-w-md flex-col gap-5">
        {error && <ErrorState failure={failureOf(error)} />}
        <TextField
          label="Name"
          name="name"
          required
          maxLength={100}
          defaultValue={portfolio.name}
          error={error?.fieldMessage("name")}
        />
        <SelectField
          label="Cost of what is sold"
          name="lot_method"
          defaultValue={portfolio.lot_method}
        >
          {LOT_METHODS.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </SelectField>
        <TextField
          label="Benchmark (optional)"
          name="benchmark"
          hint="A symbol to measure against, such as SPY."
          autoComplete="off"
          defaultValue={portfolio.benchmark ?? ""}
          error={error?.fieldMessage("benchmark")}
        />
        <div className="flex items-center gap-3">
          <Button type="submit" isBusy={change.isPending}>
            Save
          </Button>
          <span role="status" className="text-gain">
            {change.isSuccess && "Saved"}
          </span>
        </div>
      </form>
    </Section>
  );
}

function Download({ portfolio }: { portfolio: Portfolio }) {
  const download = useExport(portfolio.id);
  return (
    <Section title="Take it with you">
      {download.isError && <ErrorState className="mb-4" failure={failureOf(download.error)} />}
      <div className="flex flex-wrap gap-3">
        <Button look="secondary" isBusy={download.isPending} onClick={() => download.mutate("csv")}>
          Download as CSV
        </Button>
        <Button
          look="secondary"
          isBusy={download.isPending}
          onClick={() => download.mutate("json")}
        >
          Download as JSON
        </Button>
      </div>
      <p className="label mt-2">The whole ledger. What comes out can be imported again.</p>
    </Section>
  );
}

function Deletion({ portfolio: { id, name } }: { portfolio: Portfolio }) {
  const navigate = useNavigate();
  const remove = useDeletePortfolio(id);
  const [isAsking, setAsking] = useState(false);
  const onSuccess = () => void navigate("/portfolios");
  return (
    <Section title="Delete">
      <Button look="danger" onClick={() => setAsking(true)}>
        Delete this portfolio
      </Button>
      {isAsking && (
        <Dialog title={`Delete ${name}?`} onClose={() => setAsking(false)} width="28rem">
          {remove.isError && <ErrorState className="mb-4" failure={failureOf(remove.error)} />}
          <p className="text-soft">
            The portfolio and all its transactions are deleted for good. Download them first if you
            may want them again.
          </p>
          <div className="mt-6 flex justify-end gap-2">
            <Button look="quiet" onClick={() => setAsking(false)}>
              Keep it
            </Button>
            <Button
              look="danger"
              isBusy={remove.isPending}
              onClick={() => remove.mutate(undefined, { onSuccess })}
            >
              Delete for good
            </Button>
          </div>
        </Dialog>
      )}
    </Section>
  );
}
