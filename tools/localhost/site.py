"""Serves the page the way Azure Static Web Apps does, from `staticwebapp.config.json`.

One thing is added that a deployment writes as a file: `/config.json`, which tells the page where
its API is.
"""

import json
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from aiohttp import web

from tools.localhost.site_config import Route, SiteConfig, read_site_config
from tools.localhost.site_files import SiteFile, SiteFiles

CONFIG_FILE: Final = "staticwebapp.config.json"
# What Static Web Apps answers when nothing else is configured.
_DEFAULT_CACHE: Final = "public, must-revalidate, max-age=30"
_READ_METHODS: Final = frozenset({"GET", "HEAD"})
_NO_ROUTE: Final = Route("")


class Site:
    """Answers every path of the page."""

    def __init__(self, root: Path, api_base_url: str) -> None:
        self._config: SiteConfig = read_site_config(root / CONFIG_FILE)
        self._files = SiteFiles(root, dict(self._config.mime_types))
        runtime_config = json.dumps({"apiBaseUrl": api_base_url}).encode()
        self._runtime_config = SiteFile(runtime_config, "application/json")

    def app(self) -> web.Application:
        """Return the application."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        return app

    async def _answer(self, request: web.Request) -> web.Response:
        path = unquote(request.rel_url.raw_path)
        route = self._config.route_for(request.method, path) or _NO_ROUTE
        if not route.is_public:
            return self._refusal(request, HTTPStatus.UNAUTHORIZED, route)
        if route.redirect:
            status = route.status or HTTPStatus.FOUND
            return web.Response(status=status, headers={"Location": route.redirect})
        if route.status >= HTTPStatus.BAD_REQUEST:
            return self._refusal(request, route.status, route)
        if request.method not in _READ_METHODS:
            return self._refusal(request, HTTPStatus.METHOD_NOT_ALLOWED, route)
        found = self._find(route.rewrite or path)
        if found is None:
            return self._refusal(request, HTTPStatus.NOT_FOUND, route)
        return self._respond(request, found, route.status or HTTPStatus.OK, route.headers)

    def _find(self, path: str) -> SiteFile | None:
        if path == "/config.json":
            return self._runtime_config
        if path == f"/{CONFIG_FILE}" or path.startswith("/.auth"):
            return None
        found = self._files.find(path)
        if found is None and self._config.falls_back(path):
            return self._files.find(self._config.fallback)
        return found

    def _refusal(self, request: web.Request, status: int, route: Route) -> web.Response:
        override = self._config.overrides.get(status, _NO_ROUTE)
        if override.redirect:
            location = {"Location": override.redirect}
            return web.Response(status=override.status or HTTPStatus.FOUND, headers=location)
        status = override.status or status
        page = self._files.find(override.rewrite) if override.rewrite else None
        if page is None:
            page = SiteFile(f"{status}\n".encode(), "text/plain; charset=utf-8")
        return self._respond(request, page, status, route.headers)

    def _respond(
        self, request: web.Request, file: SiteFile, status: int, route_headers: Mapping[str, str]
    ) -> web.Response:
        body, encoding = file.encoded(request.headers.get("Accept-Encoding", ""))
        etag = f'{file.etag[:-1]}-{encoding}"' if encoding else file.etag
        headers = {
            "Content-Type": file.content_type,
            "ETag": etag,
            "Cache-Control": _DEFAULT_CACHE,
            **self._config.headers,
            **route_headers,
        }
        if file is self._runtime_config:
            headers["Cache-Control"] = "no-cache"
        if file.is_compressible:
            headers["Vary"] = "Accept-Encoding"
        if encoding:
            headers["Content-Encoding"] = encoding
        present = {name: value for name, value in headers.items() if value}
        if status == HTTPStatus.OK and etag in request.headers.get("If-None-Match", ""):
            present.pop("Content-Encoding", None)
            return web.Response(status=304, headers=present)
        return web.Response(body=body, status=status, headers=present)
