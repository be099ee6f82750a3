"""Brings a stack to Azure: environment, app, page, in this order, then waits for the new code.

`make deploy STACK=dev`; the deployment workflow does it step by step (`--steps`) with the tested
package and page. Uses the tools' own logins (`az login`, `pulumi login`); keeps no secret.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

ROOT: Final = Path(__file__).resolve().parent.parent
STEPS: Final = ("infra", "keys", "app", "page", "wait")
SIGNING_KEY: Final = "plumbline-signing-key"
_NEEDED: Final = {
    "pulumi": "https://www.pulumi.com/docs/install/",
    "az": "https://learn.microsoft.com/cli/azure/install-azure-cli",
    "npx": "https://nodejs.org",
}
_PAGE_TOOL: Final = "@azure/static-web-apps-cli@2.0.10"
# New role assignments take a minute or two to be known everywhere; until then uploads meet 403.
_UPLOAD_ATTEMPTS: Final = 6
_UPLOAD_PAUSE_SECONDS: Final = 30
_WAIT_ATTEMPTS: Final = 60
_WAIT_PAUSE_SECONDS: Final = 10


class DeploymentFailed(Exception):
    """A step did not succeed; the message is for the person at the terminal."""


class Terminal:
    """What deploying does to the world: runs commands, asks for an address, sleeps."""

    def run(self, command: Sequence[str], *, secrets: Mapping[str, str] | None = None) -> None:
        """Run a command in view. `secrets` go into its environment, never into its arguments."""
        environment = {**os.environ, **(secrets or {})}
        if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode != 0:
            raise DeploymentFailed(f"{' '.join(command[:3])} did not succeed")

    def read(self, command: Sequence[str]) -> str:
        """Return what a command prints. Raises: DeploymentFailed."""
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode != 0:
            raise DeploymentFailed(f"{' '.join(command[:3])} did not succeed")
        return done.stdout

    def get(self, url: str) -> dict[str, Any]:
        """Return the JSON an address answers with; empty while it does not answer."""
        try:
            with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310 - https, our own
                return json.load(answer)
        except (urllib.error.URLError, TimeoutError, ValueError):
            return {}

    sleep: Callable[[float], None] = staticmethod(time.sleep)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to deploy where. `package` and `page` are built when they are not given."""

    stack: str
    steps: tuple[str, ...] = STEPS
    package: Path | None = None
    page: Path | None = None
    is_unattended: bool = False


def deploy(plan: Plan, terminal: Terminal) -> str:
    """Carry out the plan; return the page's address. Raises: DeploymentFailed."""
    if "infra" in plan.steps:
        _bring_up(plan, terminal)
    outputs = _outputs(plan, terminal)
    if "keys" in plan.steps:
        _ensure_signing_key(str(outputs["keyVault"]), terminal)
    if "app" in plan.steps:
        _deploy_app(outputs, plan.package or _built_package(terminal), terminal)
    if "page" in plan.steps:
        _deploy_page(outputs, plan.page or ROOT / "frontend" / "dist", terminal)
    if "wait" in plan.steps:
        _wait_for(outputs["apiUrl"], expected_commit(plan, terminal), terminal)
    return str(outputs["pageUrl"])


def _bring_up(plan: Plan, terminal: Terminal) -> None:
    terminal.run(["pulumi", "stack", "select", "--create", plan.stack])
    command = ["pulumi", "up", "--stack", plan.stack, "--policy-pack", "infra/policies"]
    terminal.run([*command, *(["--yes"] if plan.is_unattended else [])])


def _outputs(plan: Plan, terminal: Terminal) -> dict[str, Any]:
    outputs = json.loads(
        terminal.read(["pulumi", "stack", "output", "--json", "--stack", plan.stack])
    )
    if "functionApp" not in outputs:
        raise DeploymentFailed(f"The stack {plan.stack} is not up: run the infra step first")
    return outputs


def _ensure_signing_key(vault: str, terminal: Terminal) -> None:
    """Put the first key that signs access tokens into the vault; the app may only read it."""
    secret = ["--vault-name", vault, "--name", SIGNING_KEY, "--output", "none"]
    try:
        terminal.run(["az", "keyvault", "secret", "show", *secret])
    except DeploymentFailed:
        print(f"deploy: {vault} has no signing key yet; making one")
    else:
        return
    with tempfile.TemporaryDirectory() as folder:
        pem = Path(folder) / "key.pem"
        pem.touch(mode=0o600)
        pem.write_text(_new_key())
        try:
            terminal.run(["az", "keyvault", "secret", "set", *secret, "--file", str(pem)])
        except DeploymentFailed:
            raise DeploymentFailed(
                f"{vault} takes no secret from you: give yourself the role Key Vault Secrets"
                " Officer on it (docs/operations/deploy.md, step 4), wait a minute, try again"
            ) from None


def _new_key() -> str:
    key = generate_private_key(SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _built_package(terminal: Terminal) -> Path:
    terminal.run([sys.executable, "-m", "tools.package", ".make/package"])
    return ROOT / ".make" / "package.zip"


def _deploy_app(outputs: Mapping[str, Any], package: Path, terminal: Terminal) -> None:
    command = ["az", "functionapp", "deployment", "source", "config-zip", "--output", "none"]
    command += ["--resource-group", outputs["resourceGroup"], "--name", outputs["functionApp"]]
    command += ["--src", str(package)]
    for attempt in range(1, _UPLOAD_ATTEMPTS + 1):
        try:
            terminal.run(command)
        except DeploymentFailed:
            if attempt == _UPLOAD_ATTEMPTS:
                raise
            print(f"deploy: once more in {_UPLOAD_PAUSE_SECONDS} s (new rights take a minute)")
            terminal.sleep(_UPLOAD_PAUSE_SECONDS)
        else:
            return


def _deploy_page(outputs: Mapping[str, Any], page: Path, terminal: Terminal) -> None:
    folder = ROOT / ".make" / "page"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(page, folder)
    (folder / "config.json").write_text(json.dumps(_page_config(outputs)))
    ask = ["az", "staticwebapp", "secrets", "list", "--name", outputs["staticSite"]]
    ask += ["--resource-group", outputs["resourceGroup"]]
    # Asked for now, held in memory, gone with the command: nothing is kept that could leak.
    token = terminal.read([*ask, "--query", "properties.apiKey", "--output", "tsv"]).strip()
    if os.environ.get("GITHUB_ACTIONS") == "true":
        print(f"::add-mask::{token}")
    command = ["npx", "--yes", _PAGE_TOOL, "deploy", str(folder), "--env", "production"]
    terminal.run(command, secrets={"SWA_CLI_DEPLOYMENT_TOKEN": token})


def _page_config(outputs: Mapping[str, Any]) -> dict[str, str]:
    """Return what the page is told at run time; visits are measured only where they may be told."""
    config = {"apiBaseUrl": str(outputs["apiUrl"])}
    if outputs.get("visitsConnection"):
        config["telemetryConnectionString"] = str(outputs["visitsConnection"])
    return config


def expected_commit(plan: Plan, terminal: Terminal) -> str:
    """Return the commit of the package: what a given one says, else what is checked out."""
    beside = plan.package.with_name("commit.txt") if plan.package else None
    if beside is not None and beside.exists():
        return beside.read_text().strip()
    return terminal.read(["git", "rev-parse", "HEAD"]).strip()


def _wait_for(api: str, commit: str, terminal: Terminal) -> None:
    """Ask until the new code answers: the old one goes on answering while instances change."""
    for _ in range(_WAIT_ATTEMPTS):
        if terminal.get(f"{api}/api/health").get("commit") == commit:
            print(f"deploy: {api} answers with {commit[:12]}")
            return
        terminal.sleep(_WAIT_PAUSE_SECONDS)
    raise DeploymentFailed(
        f"{api}/api/health did not name {commit[:12]} within"
        f" {_WAIT_ATTEMPTS * _WAIT_PAUSE_SECONDS // 60} minutes"
    )


def _check_tools() -> None:
    for tool, source in _NEEDED.items():
        if shutil.which(tool) is None:
            raise DeploymentFailed(f"{tool} is missing; see {source}")


def main() -> int:
    """Parse, check the tools, deploy; 0 when the new code answers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stack")
    parser.add_argument("--steps", default=",".join(STEPS))
    parser.add_argument("--package", type=Path, help="a package.zip, with commit.txt beside it")
    parser.add_argument("--page", type=Path, help="the built page")
    parser.add_argument("--yes", action="store_true", help="ask nothing")
    given = parser.parse_args()
    plan = Plan(given.stack, tuple(given.steps.split(",")), given.package, given.page, given.yes)
    try:
        _check_tools()
        address = deploy(plan, Terminal())
    except DeploymentFailed as error:
        print(f"deploy: {error}", file=sys.stderr)
        return 1
    print(f"deploy: {address}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
