"""A wrong setting stops the program with the setting's name, before anything is made."""

from typing import Any

import pytest
from pulumi.config import ConfigTypeError

from infra.config import ConfigError
from tests.infra.simulation import simulate

WRONG: list[tuple[str, dict[str, Any]]] = [
    ("stage", {"stage": "test"}),
    ("location is missing", {"location": ""}),
    ("maximumInstances", {"maximumInstances": 10}),
    ("instanceMemoryMb", {"instanceMemoryMb": 1024}),
    ("softDeleteDays", {"softDeleteDays": 3}),
    ("secondLocation", {"secondLocation": "northeurope"}),
    ("zoneRedundant", {"zoneRedundant": True}),
    ("apiCertificate", {"apiDomain": "api.example.com"}),
    ("pageDomain", {"pageDomain": "https://app.example.com"}),
    ("isProtected", {"stage": "production"}),
    ("webTestEveryMinutes", {"webTestEveryMinutes": 1}),
    ("alertEveryMinutes", {"alertEveryMinutes": 1}),
    ("monthlyBudget", {"monthlyBudget": 0}),
    ("budgetStart", {"budgetStart": "2026-12-15"}),
    ("budgetStart", {"budgetStart": "December"}),
    ("githubRepository", {"githubRepository": "https://github.com/x/y"}),
    ("models", {"models": [{"name": "chat"}]}),
    ("oidcIssuer", {"oidcIssuer": "http://login.example.com", "oidcClientId": "plumbline"}),
    ("oidcClientId is missing", {"oidcIssuer": "https://login.example.com"}),
    ("mailDataLocation", {"mailDataLocation": "Atlantis"}),
    ("alertEmails", {"alertEmails": "somebody@example.com"}),
    ("marketProviders", {"marketProviders": "yahoo"}),
    (
        "cosmosMaximumThroughput",
        {"cosmosCapacity": "autoscale", "cosmosMaximumThroughput": 1500},
    ),
]


@pytest.mark.parametrize(("named", "overrides"), WRONG, ids=[str(each[1]) for each in WRONG])
def test_a_wrong_setting_is_named(named: str, overrides: dict[str, Any]) -> None:
    with pytest.raises((ConfigError, ConfigTypeError), match=named):
        simulate("dev", overrides)
