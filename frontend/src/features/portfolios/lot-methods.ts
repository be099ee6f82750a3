import type { Portfolio } from "@/api/models";

export const LOT_METHODS: { value: Portfolio["lot_method"]; label: string }[] = [
  { value: "fifo", label: "First in, first out" },
  { value: "average", label: "Average cost" },
  { value: "lifo", label: "Last in, first out" },
  { value: "hifo", label: "Highest cost first" },
];

export function lotMethodOf(form: FormData): Portfolio["lot_method"] {
  const chosen = form.get("lot_method");
  return LOT_METHODS.find(({ value }) => value === chosen)?.value ?? "fifo";
}
