import { apiAddress } from "@/api/service-address";
import { Say } from "@/languages/say";
import { t } from "@/languages/translate";
import { Section } from "@/ui/page";

/** How another maker's assistant reaches the same tools. */
export function McpSection() {
  const address = `${apiAddress()}/api/mcp`;
  return (
    <Section title={t("Your own assistant (MCP)")} id="mcp">
      <p className="max-w-prose text-soft">
        {t(
          "An assistant that speaks the Model Context Protocol can read your portfolios with the same tools as ours. What it wants to write waits here as a proposal until you confirm it.",
        )}
      </p>
      <ol className="mt-3 list-decimal pl-5 text-soft marker:text-faint">
        <li>
          <Say
            message="Make a token <tokens>above</tokens>; reading is enough for questions."
            parts={{
              tokens: (text) => (
                <a className="link" href="#tokens">
                  {text}
                </a>
              ),
            }}
          />
        </li>
        <li>{t("Give the assistant this address and the token as bearer:")}</li>
      </ol>
      <pre
        tabIndex={0}
        aria-label={t("Configuration to copy")}
        className="mt-3 overflow-x-auto rounded-md bg-sunken p-4 text-sm leading-6"
      >
        {JSON.stringify(
          {
            mcpServers: {
              plumbline: {
                type: "http",
                url: address,
                headers: { Authorization: "Bearer <token>" },
              },
            },
          },
          null,
          2,
        )}
      </pre>
    </Section>
  );
}
