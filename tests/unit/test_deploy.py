"""Deploying, with a terminal that only remembers what it was told."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from shared.identity.signing_keys import load_key
from shared.identity.vault_signing_keys import SECRET_NAME
from tools import deploy
from tools.deploy import DeploymentFailed, Plan, Terminal

COMMIT = "0123456789abcdef0123456789abcdef01234567"
TOKEN = "deployment-token-of-the-page"  # pragma: allowlist secret
OUTPUTS = {
    "resourceGroup": "rg-plumbline-dev",
    "functionApp": "func-plumbline-dev-707502",
    "keyVault": "kv-plumbline-dev-707502",
    "staticSite": "swa-plumbline-dev-707502",
    "apiUrl": "https://func-plumbline-dev-707502.azurewebsites.net",
    "pageUrl": "https://calm-sea.azurestaticapps.net",
}


class Remembering(Terminal):
    """Succeeds at everything; `refusals` uploads fail first, `old_answers` come before the new."""

    def __init__(
        self,
        *,
        refusals: int = 0,
        old_answers: int = 0,
        outputs: Any = OUTPUTS,
        has_key: bool = True,
        takes_keys: bool = True,
    ) -> None:
        self._refused = {"show": not has_key, "set": not takes_keys}
        self.files: list[str] = []
        self.commands: list[list[str]] = []
        self.secrets: list[Mapping[str, str]] = []
        self.pauses: list[float] = []
        self._refusals = refusals
        self._old_answers = old_answers
        self._outputs = outputs
        self.sleep = self.pauses.append

    def run(self, command: Sequence[str], *, secrets: Mapping[str, str] | None = None) -> None:
        self.commands.append(list(command))
        self.secrets.append(secrets or {})
        if "--file" in command:
            self.files.append(Path(command[-1]).read_text())
        if command[:3] == ["az", "keyvault", "secret"] and self._refused[command[3]]:
            raise DeploymentFailed("403")
        if "config-zip" in command and self._refusals:
            self._refusals -= 1
            raise DeploymentFailed("403")

    def read(self, command: Sequence[str]) -> str:
        self.commands.append(list(command))
        if command[0] == "git":
            return COMMIT
        return TOKEN if command[:2] == ["az", "staticwebapp"] else json.dumps(self._outputs)

    def get(self, url: str) -> dict[str, Any]:
        assert url == f"{OUTPUTS['apiUrl']}/api/health"
        if self._old_answers:
            self._old_answers -= 1
            return {"status": "healthy", "commit": "the one before"}
        return {"status": "healthy", "commit": COMMIT}


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    dist = tmp_path / "frontend" / "dist"
    dist.mkdir(parents=True)
    (dist / "index.html").write_text("<!doctype html>")
    (dist / "config.json").write_text("{}")
    monkeypatch.setattr(deploy, "ROOT", tmp_path)
    return tmp_path


def _starts(terminal: Remembering) -> list[str]:
    return [" ".join(command[:2]) for command in terminal.commands]


def test_environment_then_app_then_page_then_wait() -> None:
    terminal = Remembering()
    assert deploy.deploy(Plan("dev"), terminal) == OUTPUTS["pageUrl"]
    order = [start.split("/")[-1] for start in _starts(terminal)]
    assert [o for o in order if o.startswith(("pulumi", "az", "npx", "git"))] == [
        "pulumi stack",
        "pulumi up",
        "pulumi stack",
        "az keyvault",
        "az functionapp",
        "az staticwebapp",
        "npx --yes",
        "git rev-parse",
    ]


def test_the_policies_guard_every_deployment() -> None:
    terminal = Remembering()
    deploy.deploy(Plan("dev"), terminal)
    [up] = [command for command in terminal.commands if command[:2] == ["pulumi", "up"]]
    assert up[-2:] == ["--policy-pack", "infra/policies"]


def test_the_page_is_told_where_the_api_is(repository: Path) -> None:
    deploy.deploy(Plan("dev"), Remembering())
    told = json.loads((repository / ".make" / "page" / "config.json").read_text())
    assert told == {"apiBaseUrl": OUTPUTS["apiUrl"]}
    assert (repository / "frontend" / "dist" / "config.json").read_text() == "{}"


def test_the_page_learns_where_visits_are_told_only_where_there_is_a_place(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(OUTPUTS, "visitsConnection", "InstrumentationKey=0")
    deploy.deploy(Plan("dev"), Remembering())
    told = json.loads((repository / ".make" / "page" / "config.json").read_text())
    assert told["telemetryConnectionString"] == "InstrumentationKey=0"


def test_the_token_of_the_page_is_in_no_argument_and_no_output(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    terminal = Remembering()
    deploy.deploy(Plan("dev"), terminal)
    assert TOKEN not in str(terminal.commands)
    assert {"SWA_CLI_DEPLOYMENT_TOKEN": TOKEN} in terminal.secrets
    assert TOKEN not in capsys.readouterr().out


def test_an_upload_is_tried_again_while_rights_spread() -> None:
    terminal = Remembering(refusals=2)
    deploy.deploy(Plan("dev"), terminal)
    assert _starts(terminal).count("az functionapp") == 3
    assert len(terminal.pauses) == 2


def test_an_upload_that_never_succeeds_is_given_up() -> None:
    with pytest.raises(DeploymentFailed):
        deploy.deploy(Plan("dev"), Remembering(refusals=99))


def test_it_waits_until_the_new_code_answers() -> None:
    terminal = Remembering(old_answers=3)
    deploy.deploy(Plan("dev"), terminal)
    assert len(terminal.pauses) == 3


def test_code_that_never_answers_is_a_failure() -> None:
    with pytest.raises(DeploymentFailed, match="did not name 0123456789ab"):
        deploy.deploy(Plan("dev"), Remembering(old_answers=99))


def test_a_given_package_is_deployed_as_it_is_and_waited_for(tmp_path: Path) -> None:
    package = tmp_path / "artifact" / "package.zip"
    package.parent.mkdir()
    package.write_bytes(b"zip")
    (package.parent / "commit.txt").write_text(f"{COMMIT}\n")
    terminal = Remembering()
    deploy.deploy(Plan("prod", ("app", "wait"), package), terminal)
    [upload] = [command for command in terminal.commands if "config-zip" in command]
    assert upload[-1] == str(package)
    assert not any("tools.package" in command for command in terminal.commands)
    assert "git rev-parse" not in _starts(terminal)


def test_a_stack_that_is_not_up_says_so() -> None:
    with pytest.raises(DeploymentFailed, match="not up"):
        deploy.deploy(Plan("dev", ("app",)), Remembering(outputs={}))


def test_the_first_signing_key_is_made_once_and_is_one_the_app_can_read() -> None:
    terminal = Remembering(has_key=False)
    deploy.deploy(Plan("dev"), terminal)
    [pem] = terminal.files
    assert load_key(pem.encode(), "here").kid
    assert pem not in str(terminal.commands)
    assert SECRET_NAME == deploy.SIGNING_KEY

    again = Remembering()
    deploy.deploy(Plan("dev"), again)
    assert again.files == []


def test_a_vault_that_takes_no_key_says_which_role_is_missing() -> None:
    with pytest.raises(DeploymentFailed, match="Key Vault Secrets Officer"):
        deploy.deploy(Plan("dev"), Remembering(has_key=False, takes_keys=False))
