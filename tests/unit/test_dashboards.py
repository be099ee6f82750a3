"""What the dashboards and alerts ask for is what the app and its host really write."""

import re
from pathlib import Path

import pytest

from functions.timers import blueprint as timers
from infra import queries
from shared.platform import measures
from shared.platform.open_telemetry import OpenTelemetry
from shared.platform.telemetry_exporters import to_the_log

ROOT = Path(__file__).resolve().parents[2]
ALERTS = (queries.SERVER_ERRORS, queries.SLOW, queries.INGESTION_RUNS)


def test_every_measure_on_a_dashboard_is_one_of_ours() -> None:
    asked = {
        name
        for text in vars(queries).values()
        if isinstance(text, str) and "AppMetrics" in text
        for name in re.findall(r"'((?:plumbline|gen_ai|azure)\.[a-z_.]+)'", text)
        if not name.startswith("gen_ai.request")
    }
    known = {measure.name for measure in measures.ALL}
    assert len(asked) >= 8
    assert asked <= known


@pytest.mark.parametrize("query", ALERTS)
def test_alerts_count_the_hosts_rows_only(query: str) -> None:
    assert "AppRoleName != 'plumbline'" in query


def test_the_role_of_our_rows_is_the_name_the_app_gives_itself() -> None:
    telemetry = OpenTelemetry(to_the_log(), version="1", stage="local", sample=1.0)
    assert telemetry.spans.resource.attributes["service.name"] == queries.APP_ROLE
    telemetry.close()


def test_the_alert_on_ingestion_names_a_timer_there_is() -> None:
    names = {builder._function.get_function_name() for builder in timers._function_builders}
    assert queries.INGESTION_TIMER in names


def test_every_measure_is_recorded_somewhere() -> None:
    code = "".join(
        path.read_text()
        for folder in ("shared", "functions")
        for path in (ROOT / folder).rglob("*.py")
    )
    named = {name for name, value in vars(measures).items() if isinstance(value, measures.Measure)}
    assert len(named) == len(measures.ALL)
    calls = set(re.findall(r"record\(\s*([A-Z_]+)\b", code))
    # Two are recorded in a loop over both.
    assert named - calls <= {"ROWS", "QUARANTINED"}
