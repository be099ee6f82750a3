import asyncio
import stat
import subprocess
import sys
from base64 import urlsafe_b64decode
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from shared.identity.signing_keys import FileSigningKeys, thumbprint
from shared.kernel.errors import Unavailable
from tests.fakes.manual_clock import ManualClock

MAKE_A_KEY = """
import asyncio, sys
from pathlib import Path
from shared.identity.signing_keys import FileSigningKeys
from shared.kernel.clock import SystemClock
print(asyncio.run(FileSigningKeys(Path(sys.argv[1]), SystemClock()).newest()).kid)
"""


def test_the_key_id_is_the_rfc_7638_thumbprint() -> None:
    # RFC 9449 (DPoP), figures 2 and 16: a P-256 key and its thumbprint.
    def number(text: str) -> int:
        return int.from_bytes(urlsafe_b64decode(text + "="))

    key = ec.EllipticCurvePublicNumbers(
        number("l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs"),
        number("9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA"),
        ec.SECP256R1(),
    ).public_key()
    assert thumbprint(key) == "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"


async def test_a_key_is_made_once_kept_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    first = await FileSigningKeys(folder, ManualClock()).newest()
    again = await FileSigningKeys(folder, ManualClock()).newest()
    assert first.kid == again.kid
    files = await asyncio.to_thread(lambda: list(folder.iterdir()))
    assert [file.name for file in files] == ["access-token-0001.pem"]
    assert stat.S_IMODE(files[0].stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_processes_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", MAKE_A_KEY, str(tmp_path / "keys")],
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    kids = {process.communicate(timeout=240)[0].strip() for process in processes}
    assert len(kids) == 1
    assert len(kids.pop()) == 43


async def test_rotating_signs_with_a_new_key_and_keeps_the_old_ones_for_a_while(
    tmp_path: Path,
) -> None:
    clock = ManualClock()
    keys, elsewhere = FileSigningKeys(tmp_path, clock), FileSigningKeys(tmp_path, clock)
    old = await elsewhere.newest()
    new = await keys.rotate()
    assert (await keys.newest()).kid == new.kid != old.kid
    assert (await keys.find(old.kid)) is not None
    # Another process meets the new key in a token before it has looked again by itself.
    clock.advance(3)
    found = await elsewhere.find(new.kid)
    assert found is not None
    await keys.rotate(keep=2)
    assert await keys.find(old.kid) is None
    assert len(await keys.all()) == 2


async def test_an_unknown_key_id_does_not_make_it_read_the_folder_every_time(
    tmp_path: Path,
) -> None:
    keys = FileSigningKeys(tmp_path, ManualClock())
    await keys.newest()
    (tmp_path / "access-token-0001.pem").unlink()
    assert await keys.find("no-such-key") is None
    assert len(await keys.all()) == 1


@pytest.mark.parametrize("content", [b"", b"not a key", b"\x00" * 100])
async def test_a_damaged_key_is_told_by_name_not_replaced(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "access-token-0001.pem").write_bytes(content)
    with pytest.raises(Unavailable, match=r"access-token-0001\.pem"):
        await FileSigningKeys(tmp_path, ManualClock()).newest()
