import { useEffect, useRef } from "react";
import { useSearchParams } from "react-router";

import { useMe } from "@/api/auth";
import { t } from "@/languages/translate";
import { PageHead } from "@/ui/page";
import { Segmented } from "@/ui/segmented";
import { EmptyState } from "@/ui/states";

import { Accounts } from "./accounts";
import { AuditTrail } from "./audit-trail";
import { IngestionRuns } from "./ingestion-runs";
import { Listings } from "./listings";
import { Outbox } from "./outbox";
import { Poison } from "./poison";
import { Quarantine } from "./quarantine";
import { Sources } from "./sources";
import { Standing } from "./standing";

const VIEWS = [
  { value: "status", label: t("Status") },
  { value: "sources", label: t("Sources") },
  { value: "runs", label: t("Ingestion") },
  { value: "quarantine", label: t("Quarantine") },
  { value: "listings", label: t("Listings") },
  { value: "poison", label: t("Failed messages") },
  { value: "mail", label: t("Mail") },
  { value: "users", label: t("People") },
  { value: "audit", label: t("Audit") },
] as const;

type View = (typeof VIEWS)[number]["value"];

/** How the installation is doing, for those who run it. */
export function OperationsPage() {
  const [search, setSearch] = useSearchParams();
  const me = useMe();
  const views = useRef<HTMLDivElement>(null);
  const view = VIEWS.find(({ value }) => value === search.get("view"))?.value ?? "status";
  const isReady = me.data !== undefined;
  useEffect(() => {
    const row = views.current?.querySelector("fieldset");
    const open = row?.querySelector("input:checked")?.parentElement;
    if (row && open) row.scrollLeft = open.offsetLeft - (row.clientWidth - open.offsetWidth) / 2;
  }, [view, isReady]);
  if (me.data && !me.data.roles.includes("admin")) {
    return (
      <EmptyState heading="h1" title={t("For administrators")}>
        <p>{t("Your account does not have this role. Someone who has it can give it to you.")}</p>
      </EmptyState>
    );
  }
  if (!me.data) return <PageHead title={t("Operations")} />;
  return (
    <>
      <PageHead title={t("Operations")} />
      <div ref={views} className="mb-8 flex">
        <Segmented
          label={t("View")}
          value={view}
          options={VIEWS}
          onChange={(next: View) => setSearch({ view: next }, { replace: true })}
        />
      </div>
      {view === "status" && <Standing />}
      {view === "sources" && <Sources />}
      {view === "runs" && <IngestionRuns />}
      {view === "quarantine" && <Quarantine />}
      {view === "listings" && <Listings />}
      {view === "poison" && <Poison />}
      {view === "mail" && <Outbox />}
      {view === "users" && <Accounts />}
      {view === "audit" && <AuditTrail />}
    </>
  );
}
