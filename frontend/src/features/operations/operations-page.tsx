import { useSearchParams } from "react-router";

import { useMe } from "@/api/auth";
import { t } from "@/languages/translate";
import { PageHead } from "@/ui/page";
import { Segmented } from "@/ui/segmented";
import { EmptyState } from "@/ui/states";

import { Accounts } from "./accounts";
import { AuditTrail } from "./audit-trail";
import { IngestionRuns } from "./ingestion-runs";
import { Poison } from "./poison";
import { Quarantine } from "./quarantine";
import { Standing } from "./standing";

const VIEWS = [
  { value: "status", label: t("Status") },
  { value: "runs", label: t("Ingestion") },
  { value: "quarantine", label: t("Quarantine") },
  { value: "poison", label: t("Failed messages") },
  { value: "users", label: t("People") },
  { value: "audit", label: t("Audit") },
] as const;

type View = (typeof VIEWS)[number]["value"];

/** How the installation is doing, for those who run it. */
export function OperationsPage() {
  const [search, setSearch] = useSearchParams();
  const me = useMe();
  const view = VIEWS.find(({ value }) => value === search.get("view"))?.value ?? "status";
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
      <div className="mb-8 flex">
        <Segmented
          label={t("View")}
          value={view}
          options={VIEWS}
          onChange={(next: View) => setSearch({ view: next }, { replace: true })}
        />
      </div>
      {view === "status" && <Standing />}
      {view === "runs" && <IngestionRuns />}
      {view === "quarantine" && <Quarantine />}
      {view === "poison" && <Poison />}
      {view === "users" && <Accounts />}
      {view === "audit" && <AuditTrail />}
    </>
  );
}
