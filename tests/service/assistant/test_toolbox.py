"""The toolbox: whose data, up to which day, and what happens to wrong calls."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from functions.wiring import Services
from shared.assistant.digests import canonical, digest
from shared.assistant.model import Caller
from shared.portfolios.model import PortfolioDraft
from tests.evaluation.world import TODAY, Case, make_case, services


@pytest.fixture
async def made(tmp_path: Path) -> AsyncIterator[Services]:
    one = services(tmp_path)
    yield one
    await one.documents.close()


@pytest.fixture
async def case(made: Services) -> Case:
    return await make_case(made, 3)


READS = [
    ("portfolios", {}),
    ("holdings", {}),
    ("summary", {}),
    ("performance", {"period": "1y"}),
    ("attribution", {"period": "ytd"}),
    ("best_and_worst", {"by": "quarter"}),
    ("gains", {}),
    ("income", {}),
    ("costs", {}),
    ("risk", {"period": "1y"}),
    ("allocation", {"by": "sector"}),
    ("explain", {"metric": "gain"}),
    ("transactions", {}),
]


async def test_no_tool_returns_anything_later_than_the_answers_day(
    made: Services, case: Case
) -> None:
    then = date(2016, 6, 30)
    caller = replace(case.caller, as_of=then)
    calls = [
        *READS,
        ("quotes", {"symbols": ["AAPL", "SPY"]}),
        ("history", {"symbol": "AAPL", "interval": "1d", "first_day": "2016-06-01"}),
        ("events", {"symbol": "AAPL"}),
        ("indicators", {"symbol": "SPY", "names": "sma:50"}),
        ("exchange_rate", {"base": "USD", "quote_currency": "EUR"}),
    ]
    for name, arguments in calls:
        outcome = await made.toolbox.call(name, arguments, caller)
        assert not outcome.is_error, (name, outcome.value)
        # Dividends to expect are last year's, projected: their days lie ahead, their source behind.
        told = {key: one for key, one in outcome.value.items() if key != "expected"}
        days = [word for word in _words(told) if _is_day(word)]
        assert all(word[:10] <= then.isoformat() for word in days), (name, max(days))


async def test_a_later_day_is_refused_and_plans_do_not_start_in_the_past(
    made: Services, case: Case
) -> None:
    caller = replace(case.caller, as_of=date(2016, 6, 30))
    later = await made.toolbox.call("holdings", {"as_of": "2017-01-01"}, caller)
    plan = await made.toolbox.call("scenario", {}, caller)
    assert (later.is_error, later.value["error"]["code"]) == (True, "later")
    assert (plan.is_error, plan.value["error"]["code"]) == (True, "not_in_the_past")


async def test_another_users_portfolio_is_not_found_whatever_the_arguments_say(
    made: Services, case: Case
) -> None:
    (portfolio,) = await made.portfolios.list_page(case.user)
    stranger = Caller("somebody", frozenset({"read"}), None, TODAY)
    limited = replace(case.caller, portfolio_grants=frozenset({"another"}))
    for caller in (stranger, limited):
        for name, arguments in READS[1:]:
            for wanted in (portfolio.id, portfolio.name):
                outcome = await made.toolbox.call(name, {**arguments, "portfolio": wanted}, caller)
                assert outcome.value["error"]["code"] == "portfolio_not_found", name
    forged = await made.toolbox.call("holdings", {"user_id": case.user}, stranger)
    assert forged.value["error"]["code"] == "invalid_arguments"


async def test_wrong_calls_are_results_that_say_how_to_go_on(made: Services, case: Case) -> None:
    call = made.toolbox.call
    unknown = await call("buy_everything", {}, case.caller)
    wrong = await call("quotes", {"symbols": "AAPL"}, case.caller)
    missing = await call("profile", {"symbol": "ZZZZ"}, case.caller)
    assert "holdings" in unknown.value["error"]["hint"]
    assert wrong.value["error"]["errors"][0]["pointer"] == "/symbols"
    assert missing.value["error"]["hint"] == "Find the symbol with search_symbols"
    assert all(one.is_error for one in (unknown, wrong, missing))


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("exchange_rate", {"base": "USD", "quote_currency": "AFN"}, "no rate of USD in AFN"),
        ("history", {"symbol": "ZZZZ"}, "No prices of ZZZZ are known"),
        ("indicators", {"symbol": "ZZZZ", "names": "sma:50"}, "No prices of ZZZZ are known"),
        ("define", {"term": "zorkmid"}, "no entry for 'zorkmid'"),
        ("transactions", {"cursor": "-1"}, "cursor"),
        ("request_report", {"kind": "stock_analysis", "period": "ytd"}, "is of a symbol"),
        ("request_report", {"kind": "risk", "period": "ytd", "symbol": "AAPL"}, "is of a symbol"),
        ("calculator", {"expression": "1/0"}, "divides by zero"),
    ],
)
async def test_a_refusal_says_what_was_wrong_with_the_arguments(
    made: Services, case: Case, name: str, arguments: dict[str, str], told: str
) -> None:
    outcome = await made.toolbox.call(name, arguments, case.caller)
    assert outcome.is_error, outcome.value
    assert told in outcome.value["error"]["detail"]


async def test_without_a_portfolio_or_with_several_it_is_asked_which(
    made: Services, case: Case
) -> None:
    stranger = Caller("somebody", frozenset({"read"}), None, TODAY)
    none = await made.toolbox.call("summary", {}, stranger)
    await made.portfolios.create(case.user, PortfolioDraft(name="Second", base_currency="EUR"))
    several = await made.toolbox.call("summary", {}, case.caller)
    assert none.value["error"]["code"] == "no_portfolio"
    assert several.value["error"]["code"] == "which_portfolio"
    assert "'Second'" in several.value["error"]["detail"]


async def test_a_sale_of_more_than_is_held_becomes_no_draft(made: Services, case: Case) -> None:
    arguments = {"kind": "sell", "symbol": "AAPL", "quantity": "1000000", "price": "180"}
    refused = await made.toolbox.call("draft_transaction", arguments, case.caller)
    assert refused.value["verdict"] == "rejected"
    assert refused.value["errors"]
    assert "draft_id" not in refused.value


async def test_drafting_needs_its_scope_and_records_nothing(made: Services, case: Case) -> None:
    arguments = {"kind": "buy", "symbol": "AAPL", "quantity": "1", "price": "180"}
    reader = replace(case.caller, scopes=frozenset({"read"}))
    assert "draft_transaction" not in {spec.name for spec in made.toolbox.specs(reader)}
    refused = await made.toolbox.call("draft_transaction", arguments, reader)
    drafted = await made.toolbox.call("draft_transaction", arguments, case.caller)
    count = await made.toolbox.call("transactions", {}, case.caller)
    assert refused.is_error
    assert drafted.value["is_recorded"] is False
    assert count.value["total_count"] == len(case.oracle.entries)


async def test_calls_side_by_side_answer_as_one_after_the_other(made: Services, case: Case) -> None:
    one_by_one = [await made.toolbox.call(name, given, case.caller) for name, given in READS]
    at_once = await asyncio.gather(
        *(made.toolbox.call(name, given, case.caller) for name, given in READS)
    )
    assert [one.digest for one in one_by_one] == [one.digest for one in at_once]


async def test_outcomes_are_json_named_by_their_digest(made: Services, case: Case) -> None:
    for name, arguments in READS:
        outcome = await made.toolbox.call(name, arguments, case.caller, ref="t7")
        assert outcome.ref == "t7"
        assert digest(json.loads(canonical(outcome.value))) == outcome.digest
        assert len(canonical(outcome.value)) < 100_000


async def test_every_tool_tells_what_it_takes_in_plain_json_schema(
    made: Services, case: Case
) -> None:
    specs = made.toolbox.specs(case.caller)
    assert len(specs) >= 25
    for spec in specs:
        told = json.dumps(spec.parameters)
        assert spec.description
        assert spec.parameters["type"] == "object"
        assert spec.parameters["additionalProperties"] is False
        assert "$ref" not in told
        assert not {"user", "user_id", "caller"} & set(spec.parameters["properties"])


def _words(value: object) -> list[str]:
    if isinstance(value, dict):
        return [word for one in value.values() for word in _words(one)]
    if isinstance(value, list):
        return [word for one in value for word in _words(one)]
    return [value] if isinstance(value, str) else []


def _is_day(word: str) -> bool:
    try:
        date.fromisoformat(word[:10])
    except ValueError:
        return False
    return len(word) in {10, 27}
