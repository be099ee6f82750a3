"""A request that works for each body worth an example; the documentation page offers it."""

from typing import Any, Final

EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "Registration": {
        "email": "ada@example.org",
        "password": "correct-horse-battery-staple-9",
        "display_name": "Ada",
    },
    "MeChange": {"display_name": "Ada Lovelace"},
    "PreferencesInput": {
        "currency": "EUR",
        "locale": "de-DE",
        "time_zone": "Europe/Berlin",
        "theme": "dark",
    },
    "TokenInput": {"name": "Spreadsheet", "scopes": ["read"], "expires_in_days": 90},
    "PortfolioInput": {"name": "Long term", "base_currency": "USD", "lot_method": "fifo"},
    "PortfolioChange": {"name": "Longer term"},
    "TransactionInput": {
        "kind": "buy",
        "symbol": "AAPL",
        "trade_date": "2020-09-15",
        "quantity": "3",
        "price": "115.54",
        "currency": "USD",
        "fee": "1.00",
    },
    "Track": {"symbol": "AAPL"},
    "WhatIfInput": {"trades": [{"symbol": "AAPL", "side": "buy", "quantity": "5"}]},
    "RebalanceInput": {"targets": {"AAPL": "0.6", "SPY": "0.4"}, "band": 0.02},
    "OptimiseInput": {"objective": "min_variance", "max_weight": 1.0},
    "SimulateInput": {"years": 5, "paths": 500, "seed": 7},
    "ScenariosInput": {"crises": ["covid"], "shocks": [{"name": "Down a tenth", "market": -0.1}]},
}
