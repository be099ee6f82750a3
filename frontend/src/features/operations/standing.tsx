import { Link } from "react-router";

import { useMetrics, useReadiness } from "@/api/operations";
import { useServiceConfig } from "@/api/service";
import { t } from "@/languages/translate";
import { formatAge } from "@/lib/dates";
import { formatInteger, formatNumber } from "@/lib/money";
import { Badge, type Tone } from "@/ui/badge";
import { Figure, Figures } from "@/ui/figures";
import { Loaded } from "@/ui/loaded";
import { Section } from "@/ui/page";
import { Skeleton } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";

const TONES: Record<string, Tone> = { healthy: "gain", degraded: "warn", down: "loss" };
const WORDS: Record<string, string> = {
  healthy: t("healthy"),
  degraded: t("degraded"),
  down: t("down"),
};

const NAMES: Record<string, string> = {
  documents: t("Document store"),
  blobs: t("File store"),
  queues: t("Queues"),
  market_data: t("Market data"),
  model: t("Language model"),
};

/** What is up, what waits, and how fast requests are answered. */
export function Standing() {
  const ready = useReadiness();
  const metrics = useMetrics();
  const config = useServiceConfig().data;
  return (
    <div className="flex flex-col gap-10">
      <Section title={t("Dependencies")}>
        <Loaded query={ready} skeleton={<Skeleton className="h-48" />}>
          {({ dependencies }) => (
            <Table caption={t("Dependencies")}>
              <thead>
                <tr>
                  <Th>{t("Name")}</Th>
                  <Th>{t("State")}</Th>
                  <Th isNumeric>{t("Milliseconds")}</Th>
                </tr>
              </thead>
              <tbody>
                {dependencies.map(({ name, status, detail, milliseconds }) => (
                  <tr key={name}>
                    <Td className="font-medium">{NAMES[name] ?? name}</Td>
                    <Td>
                      <Badge tone={TONES[status] ?? "plain"}>{WORDS[status] ?? status}</Badge>
                      {detail && <span className="ml-2 text-sm text-soft">{detail}</span>}
                    </Td>
                    <Td isNumeric>{formatNumber(milliseconds, 1)}</Td>
                  </tr>
                ))}
              </tbody>
            </Table>
          )}
        </Loaded>
      </Section>
      <Section title={t("Requests of this worker")}>
        <Loaded query={metrics} skeleton={<Skeleton className="h-40" />}>
          {({ requests, queues }) => (
            <>
              <Figures>
                {Object.entries(requests.by_status).map(([status, count]) => (
                  <Figure key={status} label={t("Answered {status}", { status })}>
                    {formatInteger(count)}
                  </Figure>
                ))}
                <Figure label={t("Half answered within")}>{inMs(requests.p50_milliseconds)}</Figure>
                <Figure label={t("19 of 20 within")}>{inMs(requests.p95_milliseconds)}</Figure>
                <Figure label={t("99 of 100 within")}>{inMs(requests.p99_milliseconds)}</Figure>
              </Figures>
              <p className="label mt-3">
                {t("Counted since {age}.", { age: formatAge(requests.since) })}
              </p>
              <div className="mt-8">
                <Table caption={t("Queues")}>
                  <thead>
                    <tr>
                      <Th>{t("Queue")}</Th>
                      <Th isNumeric>{t("Waiting")}</Th>
                      <Th isNumeric>{t("Failed")}</Th>
                    </tr>
                  </thead>
                  <tbody>
                    {queues.map(({ name, waiting, poison }) => (
                      <tr key={name}>
                        <Td className="font-medium">{name}</Td>
                        <Td isNumeric>{formatInteger(waiting)}</Td>
                        <Td isNumeric>
                          {poison > 0 ? (
                            <Link
                              className="link font-semibold text-loss"
                              to={`?view=poison&queue=${encodeURIComponent(name)}`}
                            >
                              {formatInteger(poison)}
                            </Link>
                          ) : (
                            formatInteger(poison)
                          )}
                        </Td>
                      </tr>
                    ))}
                  </tbody>
                </Table>
              </div>
            </>
          )}
        </Loaded>
      </Section>
      {config && (
        <p className="label">
          {[config.version, config.commit, config.stage, config.document_store].join(" · ")}
        </p>
      )}
    </div>
  );
}

function inMs(value: number | null): string {
  return value === null ? "–" : `${formatNumber(value, 0)} ms`;
}
