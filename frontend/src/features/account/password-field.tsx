import { t } from "@/languages/translate";
import { TextField } from "@/ui/field";

export const SHORTEST_PASSWORD = 12;

/** A password to be chosen. */
export function NewPasswordField({
  name,
  label = t("New password"),
  error,
}: {
  name: string;
  label?: string;
  error?: string | undefined;
}) {
  return (
    <TextField
      label={label}
      name={name}
      type="password"
      autoComplete="new-password"
      minLength={SHORTEST_PASSWORD}
      hint={t("At least {count} characters. A few words make a good one.", {
        count: SHORTEST_PASSWORD,
      })}
      error={error}
      required
    />
  );
}
