import pytest

from shared.identity.names import display_name
from shared.kernel.errors import InvalidInput


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  Ada   Lovelace ", "Ada Lovelace"),
        ("Ada\r\nBcc: eve@example.org", "Ada Bcc: eve@example.org"),
        ("\u202egnp.exe", "gnp.exe"),
        ("Ada\x00\x1b[31m", "Ada[31m"),
        ("👩\u200d🔬 Ada", "👩\u200d🔬 Ada"),
        ("مریم\u200cگلی", "مریم\u200cگلی"),
    ],
)
def test_a_name_is_one_harmless_line(written: str, kept: str) -> None:
    assert display_name(written) == kept


@pytest.mark.parametrize("written", ["", "   ", "\x00", "\ud800", "a" * 101])
def test_what_leaves_no_name_is_refused(written: str) -> None:
    with pytest.raises(InvalidInput):
        display_name(written)
