"""The outbox as a page: readable, harmless, and of this machine only."""

import re
from base64 import b64encode
from hashlib import sha256

import httpx2
import pytest

from functions.wiring import Services
from shared.platform.mail import Mail

PAGE = "/api/operations/outbox/page"


async def test_a_mail_can_be_read_and_its_link_followed(
    client: httpx2.AsyncClient, services: Services, ada: dict[str, str]
) -> None:
    answer = await client.get(PAGE)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    (link,) = re.findall(r'href="([^"]+)"', answer.text)
    assert link.startswith("http://localhost:4280/verify-email#token=plm_")
    token = link.partition("#token=")[2]
    assert (await client.post("/api/auth/verify-email", json={"token": token})).status_code == 200


async def test_nothing_in_a_mail_becomes_part_of_the_page(
    client: httpx2.AsyncClient, services: Services
) -> None:
    text = (
        "<script>alert(1)</script> https://evil.example/?a=1 javascript:alert(2)\n"
        'http://localhost:4280/x"onmouseover="alert(3) http://localhost:4280.evil.example/y'
    )
    await services.mailer.send(Mail("a@example.org", "<img src=x onerror=y>", text, "alert"))
    shown = (await client.get(PAGE)).text
    assert "<script" not in shown
    assert "<img" not in shown
    assert re.findall(r'<a [^>]*href="([^"]*)"[^>]*>', shown) == ["http://localhost:4280/x"]
    assert "onmouseover=&quot;" in shown


async def test_the_page_may_load_and_run_nothing(client: httpx2.AsyncClient) -> None:
    answer = await client.get(PAGE)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "script-src" not in policy
    (style,) = re.findall(r"<style>(.*?)</style>", answer.text)
    assert b64encode(sha256(style.encode()).digest()).decode() in policy
    assert answer.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("host", ["localhost:7071", "127.0.0.1:1", "[::1]:7071", "LOCALHOST"])
async def test_whoever_sits_at_this_machine_reads_it(client: httpx2.AsyncClient, host: str) -> None:
    assert (await client.get(PAGE, headers={"Host": host})).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:7071", "localhost.evil.example", "x@localhost", "[", ""]
)
@pytest.mark.parametrize("path", [PAGE, "/api/operations/outbox"])
async def test_a_foreign_name_that_leads_here_reads_nothing(
    client: httpx2.AsyncClient, ada: dict[str, str], host: str, path: str
) -> None:
    answer = await client.get(path, headers={"Host": host})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_at_localhost")
