import type { Portfolio } from "@/api/models";
import { t } from "@/languages/translate";

export const LOT_METHODS: { value: Portfolio["lot_method"]; label: string }[] = [
  { value: "fifo", label: t("First in, first out") },
  { value: "average", label: t("Average cost") },
  { value: "lifo", label: t("Last in, first out") },
  { value: "hifo", label: t("Highest cost first") },
];

export function lotMethodOf(form: FormData): Portfolio["lot_method"] {
  const chosen = form.get("lot_method");
  return LOT_METHODS.find(({ value }) => value === chosen)?.value ?? "fifo";
}
