import pytest

from shared.identity.addresses import address_digest, canonical_address
from shared.kernel.errors import InvalidInput


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("ada@example.org", "ada@example.org"),
        ("  Ada.Lovelace+x@EXAMPLE.org\n", "ada.lovelace+x@example.org"),
        ("o'brien@example.co.uk", "o'brien@example.co.uk"),
        # Fullwidth letters, as a Japanese keyboard may write them.
        ("ａｄａ@example.org", "ada@example.org"),
        # RFC 3492's encoding of the label, as IDNA writes it.
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("root@localhost", "root@localhost"),
    ],
)
def test_spellings_of_one_address_are_one(written: str, kept: str) -> None:
    assert canonical_address(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "",
        "ada",
        "@example.org",
        "ada@",
        "ada@@example.org",
        "a b@example.org",
        "ada@exam ple.org",
        ".ada@example.org",
        "ada..l@example.org",
        "ada@-example.org",
        "ada@example..org",
        "ada@[127.0.0.1]",
        '"ada"@example.org',
        "ada@example.org\r\nBcc: eve@example.org",
        "ada\x00@example.org",
        "a\u200bda@example.org",
        "<ada@example.org>",
        "a" * 65 + "@example.org",
        "ada@" + "a" * 64 + ".org",
        "ada@" + "a." * 130 + "org",
        "ada@\ud800.org",
        "\ud800@example.org",
    ],
)
def test_what_is_no_address_is_refused_with_its_field(written: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        canonical_address(written)
    assert refusal.value.code == "invalid_email"
    assert refusal.value.errors[0].pointer == "/email"


def test_the_digest_stands_for_the_address_without_showing_it() -> None:
    # echo -n ada@example.org | sha256sum
    assert address_digest("ada@example.org") == (
        "cfe00dde46ef942601ffafb9e2825e802858b460e586b8305b344c1eb826357d"
    )
