"""Which models there are, who may be asked for what, and in which order.

A choice is a model's id (`provider/model`), a route (`quick`, `deep`, `report`) that the
installation points at a model, or `offline`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal

from shared.assistant.llm import ErrorKind, LanguageModel, Wire
from shared.assistant.model import OFFLINE_MODEL
from shared.assistant.model_http import Endpoint, ModelHttp, Timeouts
from shared.assistant.openai_chat import ChatModel
from shared.assistant.openai_responses import ResponsesModel
from shared.assistant.provider_account import ProviderAccount
from shared.kernel.errors import InvalidInput

type Route = Literal["quick", "deep", "report"]
ROUTES: Final[tuple[Route, ...]] = ("quick", "deep", "report")
_MILLION: Final = Decimal(1_000_000)
FALL_BACK_ON: Final[frozenset[ErrorKind]] = frozenset(
    {"rate_limited", "unavailable", "timed_out", "broken_stream"}
)


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens."""

    input: Decimal
    output: Decimal
    cached: Decimal | None = None

    def cost(self, input_tokens: int, output_tokens: int, cached_tokens: int) -> Decimal:
        """Return what a turn cost; cached tokens are among the input's."""
        cached = self.input if self.cached is None else self.cached
        fresh = max(0, input_tokens - cached_tokens)
        tokens = fresh * self.input + cached_tokens * cached + output_tokens * self.output
        return tokens / _MILLION


@dataclass(frozen=True, slots=True)
class Provider:
    """Where a provider's models are: base URL, wire, and how to authenticate (not at all: None)."""

    name: str
    base_url: str
    wire: Wire
    token: Callable[[], Awaitable[str]] | None = None


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A model as people see it. `price` None: not configured, so its cost is unknown."""

    id: str
    provider: str
    name: str
    wire: Wire | None
    routes: tuple[Route, ...] = ()
    price: Price | None = None


OFFLINE: Final = ModelInfo(OFFLINE_MODEL, "plumbline", "Offline analyst", None)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person selected. `fallback_order` empty: the routes' other models, in order."""

    model: str = "quick"
    allow_fallback: bool = True
    fallback_order: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CatalogOptions:
    """The installation's providers, models (`provider/model`), routes, prices and patience."""

    providers: tuple[Provider, ...] = ()
    models: tuple[str, ...] = ()
    routes: Mapping[str, str] = field(default_factory=dict[str, str])
    prices: Mapping[str, Price] = field(default_factory=dict[str, Price])
    efforts: Mapping[str, str] = field(default_factory=dict[str, str])
    timeouts: Timeouts = field(default_factory=Timeouts)
    watch: Callable[[LanguageModel], LanguageModel] | None = None


class ModelCatalog:
    """The models of this installation, the offline analyst always last."""

    def __init__(self, options: CatalogOptions, http: ModelHttp) -> None:
        self._options, self._http = options, http
        self._providers = {provider.name: provider for provider in options.providers}
        ids = dict.fromkeys([*options.routes.values(), *options.models])
        infos = [self._info(each) for each in ids if each.partition("/")[0] in self._providers]
        self._infos = {info.id: info for info in (*infos, OFFLINE)}
        self._clients: dict[str, LanguageModel] = {}
        self._accounts = [
            ProviderAccount(each.name, each.base_url, each.token) for each in options.providers
        ]

    async def ping(self) -> None:
        """Ask every configured provider whether it answers; without one there is nothing to ask.

        Raises: Unavailable for the first that does not.
        """
        await asyncio.gather(*(account.offered() for account in self._accounts))

    async def close(self) -> None:
        """Close the connections to providers."""
        await self._http.close()

    def list_all(self) -> list[ModelInfo]:
        """Return every model that may be chosen."""
        return list(self._infos.values())

    def check(self, choice: str) -> str:
        """Return a choice that can be used. Raises: InvalidInput."""
        if choice in self._infos or choice in ROUTES:
            return choice
        raise InvalidInput(f"There is no model {choice[:80]!r} here; see models", "unknown_model")

    def resolve(self, choice: str) -> ModelInfo:
        """Return the model a choice means; the offline analyst when it is no longer there."""
        routed = self._options.routes.get(choice, choice)
        found = self._infos.get(routed)
        if found is None and choice in ROUTES:
            found = next(iter(self._infos.values()))
        return found or OFFLINE

    def order(self, choice: Choice) -> list[ModelInfo]:
        """Return the models to ask one after the other, without repetition or the offline one."""
        wanted = [choice.model]
        if choice.allow_fallback:
            wanted += choice.fallback_order or (*ROUTES, *self._infos)
        infos = dict.fromkeys(self.resolve(each) for each in wanted)
        return [info for info in infos if info is not OFFLINE]

    def client(self, info: ModelInfo) -> LanguageModel:
        """Return the client of a configured model."""
        found = self._clients.get(info.id)
        if found is None:
            provider = self._providers[info.provider]
            endpoint = Endpoint(provider.base_url, provider.token, self._options.timeouts)
            made = ResponsesModel if info.wire == "responses" else ChatModel
            effort = self._options.efforts.get(info.id, "")
            found = made(self._http, endpoint, info.id, info.name, effort)
            if self._options.watch is not None:
                found = self._options.watch(found)
            self._clients[info.id] = found
        return found

    def _info(self, id: str) -> ModelInfo:
        provider, _, name = id.partition("/")
        routes: tuple[Route, ...] = tuple(
            each for each in ROUTES if self._options.routes.get(each) == id
        )
        wire = self._providers[provider].wire
        return ModelInfo(id, provider, name, wire, routes, self._options.prices.get(id))
