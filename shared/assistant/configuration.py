"""From the installation's plain values to the catalogue of models."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal
from urllib.parse import urlsplit

from shared.assistant.llm import Wire
from shared.assistant.model_http import Timeouts
from shared.assistant.models import ROUTES, CatalogOptions, Price, Provider

type TokenSource = Callable[[], Awaitable[str]]

# Whoever speaks the Responses wire; any other address is taken for a local or older server.
_RESPONSES_HOSTS: Final = ("openai.com", "azure.com", "x.ai")


@dataclass(frozen=True, slots=True)
class ProviderOptions:
    """A provider as configured: base URL, how to authenticate, the model if none is named."""

    name: str
    base_url: str
    token: TokenSource | None
    model: str


@dataclass(frozen=True, slots=True)
class ModelOptions:
    """The settings that concern models; providers in order of preference."""

    providers: Sequence[ProviderOptions] = ()
    wire: Literal["auto"] | Wire = "auto"
    models: Sequence[str] = ()
    routes: Mapping[str, str] = field(default_factory=dict[str, str])
    prices: Mapping[str, Mapping[str, Decimal]] = field(
        default_factory=dict[str, Mapping[str, Decimal]]
    )
    efforts: Mapping[str, str] = field(default_factory=dict[str, str])
    timeouts: Timeouts = field(default_factory=Timeouts)


def catalog_options(options: ModelOptions) -> CatalogOptions:
    """Return what the catalogue is made of; every route leads somewhere when any model is there."""
    defaults = [f"{each.name}/{each.model}" for each in options.providers if each.model]
    routes = {
        route: options.routes.get(route) or defaults[0]
        for route in ROUTES
        if options.routes.get(route) or defaults
    }
    return CatalogOptions(
        providers=tuple(_provider(each, options.wire) for each in options.providers),
        models=(*defaults, *options.models),
        routes=routes,
        prices={model: _price(each) for model, each in options.prices.items()},
        efforts=options.efforts,
        timeouts=options.timeouts,
    )


def fixed_token(secret: str) -> TokenSource:
    """Return a source that always gives this key."""

    async def token() -> str:
        return secret

    return token


def azure_base_url(endpoint: str) -> str:
    """Return the version-free base URL of an Azure OpenAI resource."""
    bare = endpoint.rstrip("/")
    return bare if bare.endswith("/openai/v1") else f"{bare}/openai/v1"


def _provider(options: ProviderOptions, wire: Literal["auto"] | Wire) -> Provider:
    if wire == "auto":
        host = urlsplit(options.base_url).hostname or ""
        known = any(host == each or host.endswith(f".{each}") for each in _RESPONSES_HOSTS)
        wire = "responses" if known else "chat"
    return Provider(options.name, options.base_url, wire, options.token)


def _price(price: Mapping[str, Decimal]) -> Price:
    return Price(price["input"], price["output"], price.get("cached"))
