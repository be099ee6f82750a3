"""What the application will read, read before anything is started: a typing error costs no wait."""

from pydantic import ValidationError

from shared.settings import Settings
from tools.localhost.failure import CannotStart


def check_app_settings() -> None:
    """Read the application's settings from this environment. Raises: CannotStart naming each."""
    try:
        Settings()
    except ValidationError as error:
        wrong = [
            ": ".join((_variable(found["loc"]), found["msg"].removeprefix("Value error, ")))
            for found in error.errors(include_url=False, include_input=False)
        ]
        raise CannotStart("; ".join(wrong)) from error


def _variable(location: tuple[int | str, ...]) -> str:
    name = str(location[0]) if location else "settings"
    return f"PLUMBLINE_{name.upper()}" if name in Settings.model_fields else name
