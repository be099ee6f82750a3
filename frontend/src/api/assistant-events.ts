import type { ChatMessage, Citation, Claim } from "./models";
import { toldSentence } from "./told";

/** An answer in the making: what the events so far have told. */
export type ToolStep = {
  id: string;
  name: string;
  arguments: Record<string, unknown>;
  ref: string | null;
  isError: boolean;
  isDone: boolean;
  asOf: string | null;
  sources: string[];
};

export type Live = {
  sessionId: string | null;
  model: string | null;
  content: string;
  tools: ToolStep[];
  citations: Citation[];
  claims: Claim[];
  problem: { code: string; detail: string } | null;
  message: ChatMessage | null;
};

export const NOTHING_YET: Live = {
  sessionId: null,
  model: null,
  content: "",
  tools: [],
  citations: [],
  claims: [],
  problem: null,
  message: null,
};

type ToolResult = {
  id: string;
  ref: string;
  is_error: boolean;
  as_of: string | null;
  sources: string[];
};

/** The answer after one more event. Events of a later version of the service are passed over. */
export function withEvent(live: Live, name: string, data: unknown): Live {
  switch (name) {
    case "start": {
      const { session_id, model } = data as { session_id: string; model: string };
      return { ...live, sessionId: session_id, model };
    }
    case "tool_call": {
      const call = data as { id: string; name: string; arguments: Record<string, unknown> };
      const waiting = { ref: null, isError: false, isDone: false, asOf: null, sources: [] };
      return { ...live, tools: [...live.tools, { ...call, ...waiting }] };
    }
    case "tool_result":
      return { ...live, tools: live.tools.map((step) => finished(step, data as ToolResult)) };
    case "text": {
      const { delta, replace } = data as { delta: string; replace?: boolean };
      return { ...live, content: replace ? delta : live.content + delta };
    }
    case "citation":
      return { ...live, citations: [...live.citations, data as Citation] };
    case "claim_check":
      return { ...live, claims: (data as { claims: Claim[] }).claims };
    case "error": {
      const { code, detail } = data as { code: string; detail: string };
      return { ...live, problem: { code, detail: toldSentence(detail) } };
    }
    case "done":
      return { ...live, message: (data as { message: ChatMessage }).message };
    default:
      return live;
  }
}

function finished(step: ToolStep, result: ToolResult): ToolStep {
  if (step.id !== result.id) return step;
  const { ref, is_error, as_of, sources } = result;
  return { ...step, ref, isError: is_error, isDone: true, asOf: as_of, sources };
}
