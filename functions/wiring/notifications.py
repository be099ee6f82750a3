"""Notifications: the inbox, and the ways out of it by mail and webhook."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from functions.wiring.platform import PlatformServices

if TYPE_CHECKING:
    from shared.notifications.channels import Channels
    from shared.notifications.deliveries import Deliverer, MailAddress
    from shared.notifications.inbox import Inbox
    from shared.notifications.notifier import Notifier
    from shared.notifications.registry import Registry
    from shared.platform.webhooks import WebhookPoster


class NotificationServices(PlatformServices):
    """What tells people."""

    @cached_property
    def notifier(self) -> Notifier:
        from shared.notifications.notifier import Notifier

        return Notifier(self.documents, self.queue, self.machine_clock)

    @cached_property
    def _registry(self) -> Registry:
        from shared.notifications.registry import Registry

        return Registry(self.documents)

    @cached_property
    def inbox(self) -> Inbox:
        from shared.notifications.inbox import Inbox

        return Inbox(self.documents, self._registry, self.machine_clock)

    @cached_property
    def webhooks(self) -> WebhookPoster:
        from shared.platform.webhooks import GuardedPoster

        return GuardedPoster(allow_private=self.settings.webhook_allow_private)

    @cached_property
    def channels(self) -> Channels:
        from shared.notifications.channels import Channels

        return Channels(
            self.documents, self._registry, self.webhooks, self.audit, self.machine_clock
        )

    @cached_property
    def deliverer(self) -> Deliverer:
        from shared.notifications.deliveries import Deliverer
        from shared.notifications.mail_text import MailLinks

        settings = self.settings
        page_url = settings.web_origins[0] if settings.web_origins else ""
        return Deliverer(
            self.documents,
            self.notifier,
            self.channels,
            self.webhooks,
            self.mailer,
            self.mail_address,
            MailLinks(page_url, settings.public_api_url),
            self.queue,
            self.machine_clock,
        )

    async def mail_address(self, user_id: str) -> MailAddress | None:
        """Return where a person gets mails."""
        from shared.identity.repository import AccountRepository
        from shared.notifications.deliveries import MailAddress

        account = await AccountRepository(self.documents, self.machine_clock).find(user_id)
        if account is None or account.user.disabled:
            return None
        return MailAddress(account.user.email, account.user.email_verified)
