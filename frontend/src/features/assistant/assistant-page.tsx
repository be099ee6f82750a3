import { useCallback } from "react";
import { NavLink, useNavigate, useParams } from "react-router";

import { useChats, useDeleteChat } from "@/api/assistant";
import { t } from "@/languages/translate";
import { cx } from "@/lib/class-names";
import { formatAge } from "@/lib/dates";
import { Button, ButtonLink } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { PageHead } from "@/ui/page";

import { Conversation } from "./conversation";

export function AssistantPage() {
  const { sessionId = null } = useParams();
  const navigate = useNavigate();
  const onSession = useCallback(
    (id: string) => {
      if (id !== sessionId) void navigate(`/assistant/${id}`, { replace: true });
    },
    [navigate, sessionId],
  );
  return (
    <>
      <PageHead
        title={t("Assistant")}
        actions={
          sessionId && (
            <ButtonLink to="/assistant" look="secondary">
              <Icon name="plus" className="size-4" /> {t("New conversation")}
            </ButtonLink>
          )
        }
      />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-10 lg:grid-cols-[minmax(0,1fr)_16rem]">
        <div className="flex min-h-[60dvh] flex-col bg-paper">
          <Conversation sessionId={sessionId} portfolioId={null} onSession={onSession} />
        </div>
        <Chats current={sessionId} />
      </div>
    </>
  );
}

function Chats({ current }: { current: string | null }) {
  const navigate = useNavigate();
  const chats = useChats().data ?? [];
  const remove = useDeleteChat();
  if (chats.length === 0) return null;
  return (
    <nav aria-label={t("Conversations")} className="no-print">
      <h2 className="mb-2 text-lg">{t("Earlier")}</h2>
      <ul className="border-t border-line">
        {chats.map(({ id, title, updated_at }) => (
          <li key={id} className="flex items-center gap-1 border-b border-line">
            <NavLink
              to={`/assistant/${id}`}
              className={cx(
                "min-w-0 flex-1 py-2 hover:text-accent",
                id === current && "font-semibold",
              )}
            >
              <span className="block truncate">{title || t("Without a title")}</span>
              <span className="label font-normal">{formatAge(updated_at)}</span>
            </NavLink>
            <Button
              look="quiet"
              size="sm"
              aria-label={t("Delete {title}", { title: title || t("the conversation") })}
              onClick={() =>
                remove.mutate(id, {
                  onSuccess: () => {
                    if (id === current) void navigate("/assistant");
                  },
                })
              }
            >
              <Icon name="trash" className="size-4" />
            </Button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
