import type { SubmitEvent } from "react";

import { useLogout, useMe, useRename } from "@/api/auth";
import { failureOf } from "@/api/errors";
import type { User } from "@/api/models";
import { textOf } from "@/lib/forms";
import { setTheme, useTheme, type Theme } from "@/lib/theme";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { Loaded } from "@/ui/loaded";
import { PageHead, Section } from "@/ui/page";
import { Segmented } from "@/ui/segmented";
import { ErrorState, Skeleton } from "@/ui/states";

const THEMES: { value: Theme; label: string }[] = [
  { value: "system", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

export function SettingsPage() {
  const me = useMe();
  const theme = useTheme();
  return (
    <>
      <PageHead title="Settings" />
      <div className="flex max-w-2xl flex-col gap-10">
        <Section title="Profile">
          <Loaded query={me} skeleton={<Skeleton className="h-36" />}>
            {(user) => <Profile key={user.id} user={user} />}
          </Loaded>
        </Section>
        <Section title="Appearance">
          <div className="flex">
            <Segmented label="Theme" value={theme} options={THEMES} onChange={setTheme} />
          </div>
        </Section>
        <Sessions />
      </div>
    </>
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
      <p>
        <span className="label block">E-mail</span>
        {user.email}
      </p>
      <div className="flex flex-wrap items-end gap-3">
        <TextField
          label="Name"
          name="display_name"
          autoComplete="name"
          defaultValue={user.display_name}
          required
          className="w-72 max-w-full"
        />
        <Button type="submit" look="secondary" isBusy={rename.isPending}>
          Save
        </Button>
        <span role="status" className="pb-2 text-gain">
          {rename.isSuccess && "Saved"}
        </span>
      </div>
    </form>
  );
}

function Sessions() {
  const logout = useLogout();
  return (
    <Section title="Session">
      {logout.isError && <ErrorState className="mb-4" failure={failureOf(logout.error)} />}
      <div className="flex flex-wrap gap-3">
        <Button look="secondary" isBusy={logout.isPending} onClick={() => logout.mutate("here")}>
          Log out
        </Button>
        <Button look="danger" isBusy={logout.isPending} onClick={() => logout.mutate("everywhere")}>
          Log out everywhere
        </Button>
      </div>
      <p className="label mt-2">
        Everywhere ends the sessions of all your devices. API tokens are not touched.
      </p>
    </Section>
  );
}
