import { useEffect, useRef, useState, type ReactNode, type SubmitEvent } from "react";

import { useAsk, useChatMessages, type Asking } from "@/api/assistant";
import { failureOf } from "@/api/errors";
import type { ChatMessage } from "@/api/models";
import { t } from "@/languages/translate";
import { textOf } from "@/lib/forms";
import { Button } from "@/ui/button";
import { ErrorState, Skeleton } from "@/ui/states";

import { Answer, type Shown } from "./answer";
import { Drafts } from "./drafts";
import { ModelChoice, ModelOfConversation } from "./model-choice";

const STARTERS = [
  t("How is my portfolio doing, and why?"),
  t("What is my biggest risk?"),
  t("What income can I expect this year?"),
];

/** Questions and answers, and the place to ask the next one. */
export function Conversation({
  sessionId,
  portfolioId,
  onSession,
}: {
  sessionId: string | null;
  portfolioId: string | null;
  onSession: (id: string) => void;
}) {
  const messages = useChatMessages(sessionId);
  const [model, setModel] = useState<string | null>(null);
  const { asking, ask, cancel } = useAsk(portfolioId, model, sessionId, onSession);
  const end = useRef<HTMLDivElement>(null);
  const isComing = asking !== null && asking.problem === null;
  const grown = `${messages.data?.length ?? 0}:${asking?.content.length ?? 0}`;
  useEffect(() => {
    // Not there in every test environment.
    end.current?.scrollIntoView({ block: "nearest" });
  }, [grown]);
  const kept = withoutAsked(messages.data ?? [], asking);
  const again = lastQuestion(kept);
  const isEmpty = kept.length === 0 && !asking && !messages.isLoading;
  return (
    <div className="flex min-h-full flex-col gap-6">
      <div className="flex flex-1 flex-col gap-6" role="log" aria-label={t("Conversation")}>
        {messages.isLoading && <Skeleton className="h-40" />}
        {messages.isError && <ErrorState failure={failureOf(messages.error)} />}
        {isEmpty && <Starters onAsk={(text) => void ask(text, sessionId)} />}
        {kept.map((message) => (
          <MessageOf key={message.id} message={message} />
        ))}
        {asking && <AskingOf asking={asking} />}
        {!asking && again && (
          <Button
            look="secondary"
            size="sm"
            className="self-start"
            onClick={() => void ask(again, sessionId)}
          >
            {t("Ask again")}
          </Button>
        )}
        {asking?.problem && (
          <Button
            look="secondary"
            size="sm"
            className="self-start"
            onClick={() => void ask(asking.question, asking.sessionId)}
          >
            {t("Try again")}
          </Button>
        )}
        <Drafts />
        <div ref={end} />
      </div>
      <Composer
        isComing={isComing}
        onAsk={(text) => void ask(text, asking?.sessionId ?? sessionId)}
        onCancel={() => void cancel()}
        model={
          (asking?.sessionId ?? sessionId) === null ? (
            <ModelChoice value={model} onChange={setModel} />
          ) : (
            <ModelOfConversation sessionId={asking?.sessionId ?? sessionId ?? ""} />
          )
        }
      />
    </div>
  );
}

/** The question that is being answered is shown with its answer. */
function withoutAsked(messages: readonly ChatMessage[], asking: Asking | null) {
  const last = messages.at(-1);
  const isAsked = asking && last?.role === "user" && last.content === asking.question;
  return isAsked ? messages.slice(0, -1) : messages;
}

function lastQuestion(messages: readonly ChatMessage[]): string | undefined {
  const last = messages.at(-1);
  const isCut = last?.role === "assistant" && last.finish !== "complete";
  return isCut ? messages.findLast(({ role }) => role === "user")?.content : undefined;
}

function Starters({ onAsk }: { onAsk: (text: string) => void }) {
  return (
    <div className="flex flex-col items-start gap-2">
      <p className="text-soft">
        {t(
          "Ask about your portfolios and the market. Every figure of an answer is held against your data, and says where it comes from.",
        )}
      </p>
      {STARTERS.map((text) => (
        <Button key={text} look="secondary" size="sm" onClick={() => onAsk(text)}>
          {text}
        </Button>
      ))}
    </div>
  );
}

function Question({ text }: { text: string }) {
  return (
    <p className="ml-8 self-end rounded-lg bg-accent-wash px-4 py-2.5 break-words whitespace-pre-wrap">
      <span className="sr-only">{t("You asked:")} </span>
      {text}
    </p>
  );
}

function AskingOf({ asking }: { asking: Asking }) {
  const answer: Shown = {
    content: asking.content,
    claims: asking.claims,
    citations: asking.citations,
    steps: asking.tools,
    model: asking.model,
    isComing: asking.problem === null,
  };
  return (
    <>
      <Question text={asking.question} />
      <Answer answer={answer} />
      {asking.problem && <ErrorState failure={{ message: asking.problem.detail }} />}
    </>
  );
}

function MessageOf({ message }: { message: ChatMessage }) {
  if (message.role === "user") return <Question text={message.content} />;
  const { content, claims, citations, tool_calls, model, finish, problem } = message;
  const steps = tool_calls.map((call) => ({
    name: call.name,
    arguments: call.arguments,
    ref: call.ref,
    isError: call.is_error,
    isDone: true,
  }));
  return (
    <>
      <Answer answer={{ content, claims, citations, steps, model, isComing: false }} />
      {problem && <ErrorState failure={{ message: problem.detail }} />}
      {finish === "cancelled" && <p className="label">{t("Stopped by you.")}</p>}
      {finish === "interrupted" && <p className="label">{t("The answer was cut off.")}</p>}
    </>
  );
}

function Composer({
  isComing,
  onAsk,
  onCancel,
  model,
}: {
  isComing: boolean;
  onAsk: (text: string) => void;
  onCancel: () => void;
  model: ReactNode;
}) {
  const [text, setText] = useState("");
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const question = textOf(new FormData(event.currentTarget), "question");
    if (!question || isComing) return;
    setText("");
    onAsk(question);
  };
  return (
    <form
      onSubmit={submit}
      className="no-print sticky bottom-0 flex flex-col gap-2 bg-inherit pb-2 max-sm:bottom-14"
    >
      <textarea
        name="question"
        aria-label={t("Your question")}
        placeholder={t("Ask about your portfolios")}
        rows={2}
        maxLength={8000}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          event.currentTarget.form?.requestSubmit();
        }}
        className="control w-full resize-none"
      />
      <div className="flex items-center justify-between gap-3">
        {model}
        {isComing ? (
          <Button look="secondary" onClick={onCancel}>
            {t("Stop")}
          </Button>
        ) : (
          <Button type="submit">{t("Ask")}</Button>
        )}
      </div>
    </form>
  );
}
