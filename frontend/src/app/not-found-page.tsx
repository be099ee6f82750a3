import { t } from "@/languages/translate";
import { ButtonLink } from "@/ui/button";
import { useTitle } from "@/ui/page";
import { EmptyState } from "@/ui/states";

export function NotFoundPage() {
  useTitle(t("Page not found"));
  return (
    <main className="flex min-h-dvh flex-col justify-start">
      <EmptyState
        heading="h1"
        title={t("There is no such page")}
        actions={<ButtonLink to="/portfolios">{t("Go to your portfolios")}</ButtonLink>}
      >
        <p>{t("The address may be mistyped, or the page has moved.")}</p>
      </EmptyState>
    </main>
  );
}
