"""A wrong setting is told in one line before anything starts."""

from pathlib import Path

import pytest

from tools.localhost.app_settings import check_app_settings
from tools.localhost.config import HostConfig
from tools.localhost.failure import CannotStart


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PLUMBLINE_TODAY", "yesterday", "PLUMBLINE_TODAY: "),
        ("PLUMBLINE_MARKET_PROVIDERS", "yaho,sample", "'yaho' is none of yahoo"),
        ("PLUMBLINE_MARKET_PROVIDERS", ",", "name at least one of yahoo"),
        ("PLUMBLINE_SAMPLE_DIR", "/nowhere/prices", "there is no folder /nowhere/prices"),
        ("PLUMBLINE_STAGE", "moon", "PLUMBLINE_STAGE: "),
    ],
)
def test_a_wrong_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(CannotStart) as refused:
        check_app_settings()
    assert name in str(refused.value)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_right_settings_pass(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PLUMBLINE_TODAY", "2021-03-31")
    monkeypatch.setenv("PLUMBLINE_SAMPLE_DIR", str(tmp_path))
    check_app_settings()


def test_a_refused_setting_never_shows_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COSMOS_KEY", "c2VjcmV0LWtleQ==")
    monkeypatch.setenv("PLUMBLINE_DOCUMENT_STORE", "cosmos")
    monkeypatch.setenv("COSMOS_ENDPOINT", "")
    with pytest.raises(CannotStart, match="COSMOS_ENDPOINT") as refused:
        check_app_settings()
    assert "c2VjcmV0LWtleQ==" not in f"{refused.value}{refused.value.__cause__}"


def test_two_parts_cannot_have_one_port() -> None:
    environment = {"PLUMBLINE_API_PORT": "4280"}
    with pytest.raises(CannotStart, match="API_PORT and PLUMBLINE_WEB_PORT are both 4280"):
        HostConfig.from_environment(environment)
    HostConfig.from_environment({"PLUMBLINE_API_PORT": "0", "PLUMBLINE_WEB_PORT": "0"})
