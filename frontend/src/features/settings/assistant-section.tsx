import { useModels, useSelectedModel, useSelectModel } from "@/api/assistant";
import { failureOf } from "@/api/errors";
import type { Model, SelectedModel } from "@/api/models";
import { modelName, offeredBy } from "@/features/assistant/models";
import { t } from "@/languages/translate";
import { SelectField } from "@/ui/field";
import { Loaded } from "@/ui/loaded";
import { Section } from "@/ui/page";
import { ErrorState, Skeleton } from "@/ui/states";

import { Choice } from "./choice";

type Selected = Omit<SelectedModel, "resolved">;

/** Who answers unless a conversation names another, and who does when that one is down. */
export function AssistantSection() {
  const models = useModels();
  const selected = useSelectedModel();
  return (
    <Section title={t("Assistant")}>
      <Loaded query={models} skeleton={<Skeleton className="h-36" />}>
        {(offered) => (
          <Loaded query={selected} skeleton={<Skeleton className="h-36" />}>
            {({ model, allow_fallback, fallback_order }) => (
              <Selection models={offered} kept={{ model, allow_fallback, fallback_order }} />
            )}
          </Loaded>
        )}
      </Loaded>
    </Section>
  );
}

function Selection({ models, kept }: { models: readonly Model[]; kept: Selected }) {
  const select = useSelectModel();
  const shown = { ...kept, ...(select.isPending && select.variables) };
  const { model, allow_fallback, fallback_order } = shown;
  const change = (changes: Partial<Selected>) => select.mutate({ ...shown, ...changes });
  const place = (at: number, id: string) => {
    const left = fallback_order.filter((one) => one !== id);
    change({ fallback_order: id ? left.toSpliced(at, 1, id) : left.toSpliced(at, 1) });
  };
  return (
    <div className="flex max-w-md flex-col gap-4">
      {select.isError && <ErrorState failure={failureOf(select.error)} />}
      <SelectField
        label={t("Usual model")}
        hint={t("A conversation can be given another one, beside its question.")}
        value={model}
        onChange={({ target }) => change({ model: target.value })}
      >
        {offeredBy(models, model).map((id) => (
          <option key={id} value={id}>
            {modelName(models, id)}
          </option>
        ))}
      </SelectField>
      <Choice
        label={t("When it does not answer, ask another")}
        isOn={allow_fallback}
        onChange={(isOn) => change({ allow_fallback: isOn })}
      />
      {allow_fallback && (
        <div className="grid gap-4 sm:grid-cols-2">
          {[...fallback_order, ""].slice(0, 10).map((chosen, at) => (
            <SelectField
              key={`${at}${chosen}`}
              label={at === 0 ? t("Ask first") : t("Then")}
              value={chosen}
              onChange={({ target }) => place(at, target.value)}
            >
              <option value="">{at === 0 ? t("Whichever answers") : t("Nobody else")}</option>
              {offeredBy(models, chosen || null)
                .filter((id) => id === chosen || (id !== model && !fallback_order.includes(id)))
                .map((id) => (
                  <option key={id} value={id}>
                    {modelName(models, id)}
                  </option>
                ))}
            </SelectField>
          ))}
        </div>
      )}
    </div>
  );
}
