"""The part of the composition root that knows the vendors of language models."""

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.assistant.azure_identity import identity_token
from shared.assistant.configuration import (
    ModelOptions,
    ProviderOptions,
    azure_base_url,
    catalog_options,
    fixed_token,
)
from shared.assistant.llm import LanguageModel
from shared.assistant.model_http import ModelHttp, Timeouts
from shared.assistant.models import ModelCatalog
from shared.assistant.prompt_debug import WatchedModel
from shared.settings import OPENAI_URL, Settings

if TYPE_CHECKING:
    from azure.core.credentials_async import AsyncTokenCredential


def build_catalog(
    settings: Settings, credential: "AsyncTokenCredential | None" = None
) -> ModelCatalog:
    """Return the catalogue of models; `credential` is for Azure OpenAI without a key."""
    options = ModelOptions(
        providers=[*_azure(settings, credential), *_openai(settings), *_xai(settings)],
        wire=settings.model_wire,
        models=settings.models,
        routes={
            "quick": settings.model_quick,
            "deep": settings.model_deep,
            "report": settings.model_report,
        },
        prices=settings.model_prices,
        efforts=settings.model_efforts,
        timeouts=Timeouts(silence=settings.model_silence_seconds),
    )
    catalog = catalog_options(options)
    if settings.assistant_debug and settings.is_local:
        folder = settings.data_dir / "prompts"

        def watch(model: LanguageModel) -> LanguageModel:
            return WatchedModel(model, folder)

        catalog = replace(catalog, watch=watch)
    return ModelCatalog(catalog, ModelHttp())


def _azure(settings: Settings, credential: "AsyncTokenCredential | None") -> list[ProviderOptions]:
    if not settings.azure_openai_endpoint:
        return []
    key = settings.azure_openai_api_key
    token = fixed_token(key.get_secret_value()) if key else None
    if credential is not None:
        token = identity_token(credential)
    url = azure_base_url(settings.azure_openai_endpoint)
    return [ProviderOptions("azure", url, token, settings.azure_openai_deployment)]


def _openai(settings: Settings) -> list[ProviderOptions]:
    key = settings.openai_api_key
    # A local server (Ollama, vLLM, llama.cpp) wants no key.
    if key is None and settings.openai_base_url == OPENAI_URL:
        return []
    token = fixed_token(key.get_secret_value()) if key else None
    return [ProviderOptions("openai", settings.openai_base_url, token, settings.openai_model)]


def _xai(settings: Settings) -> list[ProviderOptions]:
    key = settings.xai_api_key
    if key is None:
        return []
    token = fixed_token(key.get_secret_value())
    return [ProviderOptions("xai", settings.xai_base_url, token, settings.xai_model)]
