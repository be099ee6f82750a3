"""On whose behalf the assistant and its tools work: from the request, never from a model."""

import asyncio

from functions.wiring import Services
from shared.assistant.model import Caller, InvestorProfile
from shared.identity.model import Principal


async def caller_of(
    services: Services, principal: Principal, portfolio_id: str | None = None
) -> Caller:
    """Return the tools' caller for a request's. Raises: NotFound for a portfolio not theirs."""
    asked = services.identity.profiles.preferences(principal)
    if portfolio_id is None:
        preferences, _ = await asked
    else:
        owned = services.portfolios.get(principal.user_id, portfolio_id)
        (preferences, _), _ = await asyncio.gather(asked, owned)
    profile = InvestorProfile(
        currency=preferences.currency,
        locale=preferences.locale,
        time_zone=preferences.time_zone,
        goals=preferences.goals,
        risk_profile=preferences.risk_profile,
    )
    return Caller(
        user_id=principal.user_id,
        scopes=frozenset(principal.scopes),
        portfolio_grants=principal.portfolios,
        as_of=services.clock.today(),
        portfolio_id=portfolio_id,
        profile=profile,
    )
