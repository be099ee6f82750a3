import { useCallback, useState } from "react";
import { useNavigate, useParams } from "react-router";

import { useChat } from "@/api/chats";
import { usePortfolios } from "@/api/portfolios";
import { t } from "@/languages/translate";
import { ButtonLink } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { PageHead } from "@/ui/page";

import { ChatList } from "./chat-list";
import { ChatTools } from "./chat-tools";
import { Conversation } from "./conversation";
import { Spending } from "./spending";

export function AssistantPage() {
  const { sessionId = null } = useParams();
  const [about, setAbout] = useState("");
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
        under={sessionId ? <TitleOf key={sessionId} id={sessionId} /> : null}
        actions={
          sessionId ? (
            <>
              <ChatTools key={sessionId} id={sessionId} />
              <ButtonLink to="/assistant" look="secondary">
                <Icon name="plus" className="size-4" /> {t("New conversation")}
              </ButtonLink>
            </>
          ) : (
            <About value={about} onChange={setAbout} />
          )
        }
      />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-10 lg:grid-cols-[minmax(0,1fr)_16rem]">
        <div className="flex min-h-[60dvh] flex-col bg-paper">
          <Conversation
            sessionId={sessionId}
            portfolioId={sessionId ? null : about || null}
            onSession={onSession}
          />
        </div>
        <aside className="no-print flex flex-col gap-8">
          <ChatList current={sessionId} />
          <Spending />
        </aside>
      </div>
    </>
  );
}

function TitleOf({ id }: { id: string }) {
  const { data } = useChat(id);
  const name = usePortfolios().data?.find((one) => one.id === data?.portfolio_id)?.name;
  return (
    <p className="min-h-6 text-soft">
      {data && (data.title || t("Without a title"))}
      {name && <span className="text-faint"> · {t("about {name}", { name })}</span>}
    </p>
  );
}

/** Which portfolio a new conversation is about; the assistant knows the others too. */
function About({ value, onChange }: { value: string; onChange: (id: string) => void }) {
  const portfolios = usePortfolios().data ?? [];
  if (portfolios.length < 2) return null;
  return (
    <select
      aria-label={t("The conversation is about")}
      className="control max-w-60"
      value={value}
      onChange={({ target }) => onChange(target.value)}
    >
      <option value="">{t("About all portfolios")}</option>
      {portfolios.map(({ id, name }) => (
        <option key={id} value={id}>
          {t("About {name}", { name })}
        </option>
      ))}
    </select>
  );
}
