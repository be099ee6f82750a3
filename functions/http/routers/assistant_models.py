"""Models to choose from, the choice, and what it has cost."""

from fastapi import APIRouter

from functions.http.assistant_views import (
    AssistantUsage,
    DayUsageView,
    ModelView,
    PriceView,
    SelectedModel,
    SelectionInput,
)
from functions.http.deps import Reader, ServicesDep, Writer, problems
from functions.http.schemas import Page
from functions.wiring import Services
from shared.assistant.budget import DayUsage
from shared.assistant.models import Choice, ModelInfo
from shared.kernel.money import plain

router = APIRouter(tags=["assistant"])


@router.get("/models")
async def list_models(services: ServicesDep, caller: Reader) -> Page[ModelView]:
    """List the models of this installation; the offline analyst is always there."""
    del caller
    return Page(items=[_model(info) for info in services.models.list_all()])


@router.get("/models/selected")
async def get_selected(services: ServicesDep, caller: Reader) -> SelectedModel:
    """Show the caller's choice."""
    return _selected(services, await services.assistant.choices.get(caller.user_id))


@router.put("/models/selected", responses=problems(422))
async def put_selected(
    wanted: SelectionInput, services: ServicesDep, caller: Writer
) -> SelectedModel:
    """Choose a model, and what follows when it fails before its first word."""
    choice = Choice(wanted.model, wanted.allow_fallback, tuple(wanted.fallback_order))
    return _selected(services, await services.assistant.choices.set(caller.user_id, choice))


@router.get("/chat/usage")
async def get_usage(services: ServicesDep, caller: Reader) -> AssistantUsage:
    """Show what the caller's answers have cost, by day."""
    spending = services.assistant.spending
    today, days = await spending.today(caller.user_id), await spending.list_days(caller.user_id)
    return AssistantUsage(
        today=_day(today),
        days=[_day(day) for day in days],
        limit_usd_per_day=plain(spending.limits.usd_a_day),
        limit_tokens_per_day=spending.limits.tokens_a_day,
    )


def _model(info: ModelInfo) -> ModelView:
    price = None
    if info.price is not None:
        cached = plain(info.price.cached) if info.price.cached is not None else None
        price = PriceView(
            input=plain(info.price.input), output=plain(info.price.output), cached=cached
        )
    return ModelView(
        id=info.id, provider=info.provider, name=info.name, routes=list(info.routes), price=price
    )


def _selected(services: Services, choice: Choice) -> SelectedModel:
    return SelectedModel(
        model=choice.model,
        allow_fallback=choice.allow_fallback,
        fallback_order=list(choice.fallback_order),
        resolved=services.models.resolve(choice.model).id,
    )


def _day(day: DayUsage) -> DayUsageView:
    return DayUsageView(
        day=day.day,
        answers=day.answers,
        input_tokens=day.input_tokens,
        output_tokens=day.output_tokens,
        cached_tokens=day.cached_tokens,
        cost_usd=plain(day.cost_usd),
        is_priced=day.is_priced,
    )
