import type { Model } from "@/api/models";
import { t } from "@/languages/translate";

const NAMES: Readonly<Record<string, string>> = {
  quick: t("quick"),
  deep: t("thorough"),
  report: t("for reports"),
  offline: t("built-in analyst"),
};

/** Routes and models to choose from, and what is chosen though it is offered no longer. */
export function offeredBy(models: readonly Model[], chosen: string | null): string[] {
  const routes = models.flatMap((model) => model.routes);
  return [...new Set([...routes, ...models.map(({ id }) => id), ...(chosen ? [chosen] : [])])];
}

/** A route or a model as a person reads it. */
export function modelName(models: readonly Model[], choice: string): string {
  return NAMES[choice] ?? models.find(({ id }) => id === choice)?.name ?? choice;
}

/** The model that a route leads to. */
export function modelBehind(models: readonly Model[], choice: string): string {
  return models.find(({ routes }) => routes.some((route) => route === choice))?.id ?? choice;
}
