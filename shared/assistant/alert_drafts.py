"""The kind of draft that makes an alert."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError

from shared.alerts.model import AlertDraft
from shared.alerts.service import AlertService
from shared.assistant.drafts import Draft
from shared.kernel.errors import InvalidInput
from shared.platform.documents import Operation

KIND: Final = "alert"


class AlertDrafts:
    """Confirms drafts whose body is one alert's rule, as `POST /api/alerts` takes it."""

    def __init__(self, alerts: AlertService) -> None:
        self._alerts = alerts

    async def confirm(self, owner: str, draft: Draft, confirmed: Operation) -> Mapping[str, Any]:
        """Make the alert, and the draft confirmed, in one batch."""
        try:
            rule = AlertDraft.model_validate(draft.body)
        except ValidationError as error:
            raise InvalidInput("The draft is no valid alert", "invalid_draft") from error
        made = await self._alerts.create(owner, rule, extra_operations=[confirmed])
        return {"alert_id": made.id}
