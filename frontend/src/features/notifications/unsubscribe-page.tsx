import { Link, useLocation } from "react-router";

import { failureOf } from "@/api/errors";
import { useUnsubscribe, type NoticeKind } from "@/api/unsubscribe";
import { AccountFrame } from "@/features/account/account-frame";
import { t } from "@/languages/translate";
import { Button } from "@/ui/button";
import { useTitle } from "@/ui/page";
import { ErrorState } from "@/ui/states";

/** Reached from a mail, without signing in; a click, as programs that look into mails open links. */
export function UnsubscribePage() {
  useTitle(t("No more of these mails"));
  const given = new URLSearchParams(useLocation().hash.slice(1));
  const token = given.get("token");
  const kind = given.get("kind") as NoticeKind | null;
  const unsubscribe = useUnsubscribe();
  return (
    <AccountFrame
      title={t("No more of these mails")}
      foot={
        <Link className="link" to="/settings#channels">
          {t("What is told where")}
        </Link>
      }
    >
      <div className="flex flex-col items-start gap-4">
        {unsubscribe.isError && <ErrorState failure={failureOf(unsubscribe.error)} />}
        {unsubscribe.isSuccess ? (
          <p role="status">
            {t("You get no more mails of this kind. In the product they are still told.")}
          </p>
        ) : token && kind ? (
          <>
            <p>{t("Mails of this kind end; everything else stays as it is.")}</p>
            <Button
              isBusy={unsubscribe.isPending}
              onClick={() => unsubscribe.mutate({ token, kind })}
            >
              {t("End these mails")}
            </Button>
          </>
        ) : (
          <p>{t("This link is not whole. Open it from the e-mail again.")}</p>
        )}
      </div>
    </AccountFrame>
  );
}
