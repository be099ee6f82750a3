"""`staticwebapp.config.json`: which file, status and headers a path of the page gets.

Implements what Azure Static Web Apps documents for anonymous visitors: routes (first match wins),
navigation fallback with exclusions, global and route headers, MIME types, response overrides.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from tools.localhost.failure import CannotStart


@dataclass(frozen=True, slots=True)
class Route:
    """One rule of `routes`."""

    pattern: str
    methods: frozenset[str] = frozenset()
    rewrite: str = ""
    redirect: str = ""
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    is_public: bool = True

    def matches(self, method: str, path: str) -> bool:
        """Tell whether this rule is for the request."""
        return (not self.methods or method in self.methods) and matches_pattern(self.pattern, path)


@dataclass(frozen=True, slots=True)
class SiteConfig:
    """The parsed file; an empty one serves files as they are."""

    routes: tuple[Route, ...] = ()
    fallback: str = ""
    fallback_excludes: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    mime_types: Mapping[str, str] = field(default_factory=dict[str, str])
    overrides: Mapping[int, Route] = field(default_factory=dict[int, Route])

    def route_for(self, method: str, path: str) -> Route | None:
        """Return the first rule that matches."""
        return next((route for route in self.routes if route.matches(method, path)), None)

    def falls_back(self, path: str) -> bool:
        """Tell whether a path without a file is the application's own route."""
        if not self.fallback:
            return False
        return not any(matches_pattern(pattern, path) for pattern in self.fallback_excludes)


def read_site_config(path: Path) -> SiteConfig:
    """Read the file. Raises: CannotStart when it is wrong."""
    if not path.exists():
        return SiteConfig()
    try:
        return _parse(json.loads(path.read_text()))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CannotStart(f"{path} cannot be understood: {error!r}") from error


def matches_pattern(pattern: str, path: str) -> bool:
    """Match `/exact`, `/below/*`, and `/icons/*.{png,svg}`."""
    return _compiled(pattern).fullmatch(path) is not None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    expression = ""
    for part in re.split(r"(\*|\{[^}]*\})", pattern):
        if part == "*":
            expression += ".*"
        elif part.startswith("{"):
            choices = (re.escape(choice.strip()) for choice in part[1:-1].split(","))
            expression += f"(?:{'|'.join(choices)})"
        else:
            expression += re.escape(part)
    if pattern.endswith("/*"):  # `/account/*` is for `/account` too
        expression = f"{expression.removesuffix('/.*')}(?:/.*)?"
    return re.compile(expression)


def _parse(data: Mapping[str, Any]) -> SiteConfig:
    fallback = data.get("navigationFallback", {})
    return SiteConfig(
        routes=tuple(_route(rule) for rule in data.get("routes", ())),
        fallback=fallback.get("rewrite", ""),
        fallback_excludes=tuple(fallback.get("exclude", ())),
        headers=dict(data.get("globalHeaders", {})),
        mime_types=dict(data.get("mimeTypes", {})),
        overrides={
            int(status): _route({"route": "*", **rule})
            for status, rule in data.get("responseOverrides", {}).items()
        },
    )


def _route(rule: Mapping[str, Any]) -> Route:
    roles = set(rule.get("allowedRoles", ("anonymous",)))
    return Route(
        pattern=rule["route"],
        methods=frozenset(method.upper() for method in rule.get("methods", ())),
        rewrite=rule.get("rewrite", ""),
        redirect=rule.get("redirect", ""),
        status=int(rule.get("statusCode", 0)),
        headers=dict(rule.get("headers", {})),
        is_public="anonymous" in roles,
    )
