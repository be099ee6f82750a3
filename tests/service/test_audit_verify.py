"""`make audit-verify` reads every stream of every account and names the one that was touched."""

from pathlib import Path

from functions.wiring import Services
from shared.platform.containers import AUDIT
from shared.settings import Settings
from tools.audit_verify import verify_all

PASSWORD = "correct-horse-battery-staple-9"


async def test_a_touched_entry_is_found_among_all_accounts(tmp_path: Path) -> None:
    services = Services(Settings(data_dir=tmp_path))
    grants = [
        await services.identity.register(f"{name}@example.org", PASSWORD) for name in ("ada", "bob")
    ]
    checked, broken = await verify_all(services)
    assert checked >= 2
    assert broken == []
    victim, month = grants[1].user.id, f"{services.machine_clock.now():%Y%m}"
    (event, *_) = await services.audit.list_events(victim, month)
    stream, entry = f"{victim}:{month}", f"e{event.sequence:010d}"
    document = await services.documents.get(AUDIT.name, stream, entry)
    forged = {**document.body, "actor": "nobody"}
    await services.documents.replace(AUDIT.name, stream, entry, forged)
    _, broken = await verify_all(services)
    assert broken == [f"{victim} {month}: broken at entry 1"]
    await services.documents.close()
