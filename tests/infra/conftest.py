"""These tests run in .venv-infra (`make test-infra`); elsewhere there is no Pulumi to run."""

from importlib.util import find_spec

collect_ignore_glob: list[str] = [] if find_spec("pulumi_azure_native") else ["test_*.py"]
