"""The outbox as a page to read: mails with working links, no script, nothing from elsewhere."""

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256
from html import escape
from typing import Any, Final

_STYLE: Final = (
    ":root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}"
    "body{max-width:44rem;margin:2rem auto;padding:0 1rem}"
    "article{border-top:1px solid #8886;padding:1rem 0}"
    "h2{font-size:1.1rem;margin:0}"
    "p{margin:.25rem 0}.about{opacity:.75}"
    "pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit;margin:.75rem 0 0}"
)
_STYLE_DIGEST: Final = b64encode(sha256(_STYLE.encode()).digest()).decode()
POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_DIGEST}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_LINK: Final = re.compile(r"https?://[^\s<>\"']+")
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})


def render(mails: Sequence[Mapping[str, Any]], page_origins: Sequence[str]) -> str:
    """Return the page. Only links to our own page can be clicked; others are text."""
    articles = "".join(_article(mail, page_origins) for mail in mails)
    empty = "<p>No mail yet. What would be sent to people appears here.</p>"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>Outbox</title><style>{_STYLE}</style></head><body><main><h1>Outbox</h1>"
        '<p class="about">Mails this machine did not send, newest first. '
        "Reload to see new ones.</p>"
        f"{articles or empty}</main></body></html>"
    )


def is_own_host(host: str) -> bool:
    """Whether a Host header names this machine.

    A name of somebody's own that resolves here would make their page one origin with this API, and
    let it read mails that reset passwords.
    """
    name = host.rpartition(":")[0] if re.search(r":[0-9]+$", host) else host
    return name.lower() in _LOOPBACK


def _article(mail: Mapping[str, Any], page_origins: Sequence[str]) -> str:
    about = f"To {mail['to']} · {mail['sent_at']} · {mail['kind']}"
    return (
        f"<article><h2>{escape(str(mail['subject']))}</h2>"
        f'<p class="about">{escape(about)}</p>'
        f"<pre>{_linked(str(mail['text']), page_origins)}</pre></article>"
    )


def _linked(text: str, page_origins: Sequence[str]) -> str:
    parts: list[str] = []
    end = 0
    for found in _LINK.finditer(text):
        url = found[0].rstrip(".,;:!?)")
        parts.append(escape(text[end : found.start()]))
        end = found.start() + len(url)
        shown = escape(url)
        is_ours = any(url == origin or url.startswith(f"{origin}/") for origin in page_origins)
        parts.append(f'<a href="{shown}" rel="noreferrer">{shown}</a>' if is_ours else shown)
    return "".join([*parts, escape(text[end:])])
