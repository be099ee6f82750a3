import { TextField } from "@/ui/field";

export const SHORTEST_PASSWORD = 12;

/** A password to be chosen. */
export function NewPasswordField({
  name,
  label = "New password",
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
      hint={`At least ${SHORTEST_PASSWORD} characters. A few words make a good one.`}
      error={error}
      required
    />
  );
}
