import { useModels, useSelectedModel } from "@/api/assistant";
import { useChangeChat, useChat } from "@/api/chats";
import { failureOf } from "@/api/errors";
import { t } from "@/languages/translate";

import { modelBehind, modelName, offeredBy } from "./models";

/** Who answers in a conversation that is there: kept with it, from its next answer on. */
export function ModelOfConversation({ sessionId }: { sessionId: string }) {
  const chat = useChat(sessionId).data;
  const change = useChangeChat(sessionId);
  const wanted = change.isPending ? change.variables.model : chat?.model;
  return (
    <ModelChoice
      value={wanted ?? null}
      onChange={(model) => change.mutate({ model })}
      problem={change.isError ? failureOf(change.error).message : undefined}
    />
  );
}

/** Who answers: as in the settings, or a model of this conversation's own. Routes such as "quick" lead
 * to whatever model the installation chose for them. */
export function ModelChoice({
  value,
  onChange,
  problem,
}: {
  /** Null is as in the settings. */
  value: string | null;
  onChange: (model: string | null) => void;
  problem?: string | undefined;
}) {
  const models = useModels().data ?? [];
  const usual = useSelectedModel().data;
  if (!usual) return <span className="h-9" />;
  const offered = offeredBy(models, value);
  const answering = value === null ? usual.resolved : modelBehind(models, value);
  return (
    <label className="flex min-w-0 items-center gap-2 text-sm text-faint">
      <span className="sr-only">{t("Model of this conversation")}</span>
      <select
        className="control min-h-9 max-w-44 text-sm"
        value={value ?? ""}
        onChange={({ target }) => onChange(target.value || null)}
      >
        <option value="">
          {t("As usual: {model}", { model: modelName(models, usual.model) })}
        </option>
        {offered.map((id) => (
          <option key={id} value={id}>
            {modelName(models, id)}
          </option>
        ))}
      </select>
      {problem ? (
        <span role="alert" className="text-loss">
          {problem}
        </span>
      ) : (
        <span className="truncate">{modelName(models, answering)}</span>
      )}
    </label>
  );
}
