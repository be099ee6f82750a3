"""Accounts, and all that leaves or is erased with one."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from functions.wiring.assistant import AssistantServices

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from shared.identity.oidc.sign_in import OidcSignIn
    from shared.identity.service import IdentityService
    from shared.market.unwatching import Unwatching


class AccountServices(AssistantServices):
    """Who people are."""

    @cached_property
    def identity(self) -> IdentityService:
        from shared.identity.addresses import canonical_address
        from shared.identity.model import IdentityPolicy
        from shared.identity.service import IdentityService

        settings = self.settings
        policy = IdentityPolicy(
            access_lifetime=timedelta(minutes=settings.access_token_minutes),
            refresh_lifetime=timedelta(days=settings.refresh_token_days),
            refresh_cookie=settings.refresh_cookie,
            cookie_secure=not settings.is_local,
            page_url=settings.web_origins[0] if settings.web_origins else "",
            admin_addresses=frozenset(map(canonical_address, settings.admin_emails)),
        )
        # The machine's clock even when PLUMBLINE_TODAY holds the date: tokens must run out.
        service = IdentityService(
            self.documents, self.machine_clock, self.signing_keys, self.mailer, self.audit, policy
        )
        service.profiles.exporters.append(lambda user_id: self.threads.export(user_id))
        service.profiles.erasers.append(lambda user_id: self.threads.erase(user_id))
        service.profiles.erasers.append(lambda user_id: self._alert_repository.forget(user_id))
        service.profiles.exporters.append(lambda user_id: self.reports.export(user_id))
        service.profiles.erasers.append(lambda user_id: self.reports.erase(user_id))
        service.profiles.erasers.append(lambda user_id: self.channels.forget(user_id))
        service.profiles.exporters.append(lambda user_id: self.knowledge.export(user_id))
        service.profiles.erasers.append(lambda user_id: self.knowledge.erase(user_id))
        service.profiles.exporters.append(lambda user_id: self.imports.export(user_id))
        service.profiles.erasers.append(lambda user_id: self.imports.erase(user_id))
        service.profiles.erasers.append(lambda user_id: self.tracker.forget(user_id))
        return service

    @cached_property
    def unwatching(self) -> Unwatching:
        from shared.market.unwatching import Unwatching
        from shared.watchlists.model import MOST_LISTS

        async def owners() -> AsyncIterator[str]:
            last: str | None = None
            while page := await self.identity.administration.list_users(after=last):
                for user in page:
                    yield user.id
                last = page[-1].id

        async def on_lists(owner: str) -> set[str]:
            found = await self.watchlists.list_page(owner, limit=MOST_LISTS)
            return {symbol for watchlist in found for symbol in watchlist.symbols}

        async def in_alerts(owner: str) -> set[str]:
            rules = [alert.rule for alert in await self._alert_repository.every(owner)]
            named = {rule.symbol for rule in rules if rule.symbol}
            return named.union(*(rule.targets for rule in rules))

        return Unwatching(self.tracker, owners, (on_lists, in_alerts))

    @cached_property
    def oidc(self) -> OidcSignIn | None:
        """Sign-in with an OpenID provider; None where none is configured."""
        settings = self.settings
        if not settings.oidc_issuer:
            return None
        from shared.identity.oidc.model import ProviderPolicy
        from shared.identity.oidc.provider import OpenIdProvider
        from shared.identity.oidc.sign_in import OidcSignIn

        secret = settings.oidc_client_secret
        policy = ProviderPolicy(
            issuer=settings.oidc_issuer,
            client_id=settings.oidc_client_id,
            client_secret=secret.get_secret_value() if secret else "",
            redirect_uri=settings.oidc_redirect_uri,
            scopes=settings.oidc_scopes,
            trusts_email=settings.oidc_trusts_email,
        )
        provider = OpenIdProvider(policy, self.machine_clock)
        return OidcSignIn(provider, self.documents, self.identity.links, self.identity.admit)
