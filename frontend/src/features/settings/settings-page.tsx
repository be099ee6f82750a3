import type { SubmitEvent } from "react";

import { useResendVerification } from "@/api/account";
import { useMe, useRename } from "@/api/auth";
import { failureOf } from "@/api/errors";
import type { User } from "@/api/models";
import { t } from "@/languages/translate";
import { textOf } from "@/lib/forms";
import { setTheme, useTheme, type Theme } from "@/lib/theme";
import { Badge } from "@/ui/badge";
import { Button, ButtonLink } from "@/ui/button";
import { TextField } from "@/ui/field";
import { Loaded } from "@/ui/loaded";
import { PageHead, Section } from "@/ui/page";
import { Segmented } from "@/ui/segmented";
import { ErrorState, Skeleton } from "@/ui/states";

import { ApiTokens } from "./api-tokens";
import { AssistantSection } from "./assistant-section";
import { ChangePassword } from "./change-password";
import { ChannelsSection } from "./channels";
import { Devices } from "./devices";
import { LanguageSection } from "./language-section";
import { McpSection } from "./mcp-section";
import { MeasuredVisits } from "./measured-visits";
import { PreferencesSection } from "./preferences-form";
import { YourData } from "./your-data";

const THEMES: { value: Theme; label: string }[] = [
  { value: "system", label: t("As the system") },
  { value: "light", label: t("Light") },
  { value: "dark", label: t("Dark") },
];

export function SettingsPage() {
  const me = useMe();
  const theme = useTheme();
  return (
    <>
      <PageHead title={t("Settings")} actions={<Elsewhere />} />
      <div className="flex max-w-2xl flex-col gap-10">
        <Section title={t("Profile")}>
          <Loaded query={me} skeleton={<Skeleton className="h-36" />}>
            {(user) => <Profile key={user.id} user={user} />}
          </Loaded>
        </Section>
        <Section title={t("Appearance")}>
          <div className="flex">
            <Segmented label={t("Theme")} value={theme} options={THEMES} onChange={setTheme} />
          </div>
        </Section>
        <LanguageSection />
        <PreferencesSection />
        <AssistantSection />
        <ChannelsSection />
        <ChangePassword />
        <Devices />
        <ApiTokens />
        <McpSection />
        <MeasuredVisits />
        {me.data && <YourData email={me.data.email} />}
      </div>
    </>
  );
}

function Elsewhere() {
  const isAdmin = useMe().data?.roles.includes("admin");
  return (
    <div className="-ml-4 flex flex-wrap sm:ml-0">
      <ButtonLink look="quiet" to="/documents">
        {t("Documents")}
      </ButtonLink>
      <ButtonLink look="quiet" to="/market">
        {t("Market data")}
      </ButtonLink>
      {isAdmin && (
        <ButtonLink look="quiet" to="/operations">
          {t("Operations")}
        </ButtonLink>
      )}
    </div>
  );
}

function Profile({ user }: { user: User }) {
  const rename = useRename();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = textOf(new FormData(event.currentTarget), "display_name");
    if (name) rename.mutate(name);
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {rename.isError && <ErrorState failure={failureOf(rename.error)} />}
      <div>
        <span className="label block">{t("E-mail")}</span>
        {user.email} <Proof user={user} />
      </div>
      <div className="flex flex-wrap items-end gap-3">
        <TextField
          label={t("Name")}
          name="display_name"
          autoComplete="name"
          defaultValue={user.display_name}
          required
          className="w-72 max-w-full"
        />
        <Button type="submit" look="secondary" isBusy={rename.isPending}>
          {t("Save")}
        </Button>
        <span role="status" className="pb-2 text-gain">
          {rename.isSuccess && t("Saved")}
        </span>
      </div>
    </form>
  );
}

function Proof({ user }: { user: User }) {
  const resend = useResendVerification();
  if (user.email_verified) return <Badge tone="gain">{t("confirmed")}</Badge>;
  return (
    <span className="ml-1 inline-flex flex-wrap items-center gap-2">
      <Badge tone="warn">{t("not confirmed")}</Badge>
      <Button look="quiet" size="sm" isBusy={resend.isPending} onClick={() => resend.mutate()}>
        {t("Send the link again")}
      </Button>
      <span role="status" className="text-sm text-soft">
        {resend.isSuccess && t("On its way")}
        {resend.isError && failureOf(resend.error).message}
      </span>
    </span>
  );
}
