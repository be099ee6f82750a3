import { useModels, useSelectedModel, useSelectModel } from "@/api/assistant";
import { t } from "@/languages/translate";

/** Who answers. Routes such as "quick" lead to whatever model the installation chose for them. */
export function ModelChoice() {
  const models = useModels().data ?? [];
  const selected = useSelectedModel().data;
  const select = useSelectModel();
  if (!selected) return <span className="h-9" />;
  const routes = [...new Set([...models.flatMap((model) => model.routes), selected.model])];
  const names = models.filter(({ id }) => !routes.includes(id));
  const resolved = models.find(({ id }) => id === selected.resolved)?.name ?? selected.resolved;
  return (
    <label className="flex min-w-0 items-center gap-2 text-sm text-faint">
      <span className="sr-only">{t("Model")}</span>
      <select
        className="control min-h-9 max-w-44 text-sm"
        value={selected.model}
        onChange={(event) => select.mutate(event.target.value)}
      >
        {routes.map((route) => (
          <option key={route} value={route}>
            {route}
          </option>
        ))}
        {names.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <span className="truncate">{resolved}</span>
    </label>
  );
}
