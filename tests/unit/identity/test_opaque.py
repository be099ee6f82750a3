import hashlib
import hmac

import pytest

from shared.identity.opaque import API, REFRESH, new_salt, new_token, parse_token
from shared.kernel.errors import NotAuthenticated

USER = "01HWT5V2X0AAAAAAAAAAAAAAAA"
RECORD = "01HWT5V2X0BBBBBBBBBBBBBBBB"


def test_a_token_survives_being_written_and_read() -> None:
    token = new_token(REFRESH, USER, RECORD)
    again = parse_token(REFRESH, token.text())
    assert again == token
    assert (again.user_id, again.record_id) == (USER, RECORD)
    assert again.matches(token.digest())


def test_neither_repr_nor_digest_shows_the_secret() -> None:
    token = new_token(API, USER, RECORD)
    assert token.secret not in repr(token)
    assert token.secret not in token.digest()


def test_tokens_differ_and_do_not_match_each_other() -> None:
    one, two = new_token(API, USER, RECORD), new_token(API, USER, RECORD)
    assert one.secret != two.secret
    assert not one.matches(two.digest())


def test_the_successor_is_the_hmac_of_the_salt_under_the_secret() -> None:
    token, salt = new_token(REFRESH, USER, RECORD), new_salt()
    expected = hmac.new(bytes.fromhex(token.secret), bytes.fromhex(salt), hashlib.sha256)
    assert token.successor(salt).secret == expected.hexdigest()
    assert token.successor(salt) == token.successor(salt)
    assert token.successor(salt) != token.successor(new_salt())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plr_",
        "x" * 200,
        f"plb_{USER}.{RECORD}.{'0' * 64}",
        f"plr_{USER}.{RECORD}.{'0' * 63}",
        f"plr_{USER}.{RECORD}.{'g' * 64}",
        f"plr_{USER.lower()}.{RECORD}.{'0' * 64}",
        f"plr_{USER}.{RECORD}.{'0' * 64}\n",
        f"plr_{'../' * 8}ab.{RECORD}.{'0' * 64}",
        f"plr_{USER}.{RECORD}.{'٠' * 64}",
    ],
)
def test_what_is_no_token_of_the_kind_is_refused(text: str) -> None:
    with pytest.raises(NotAuthenticated):
        parse_token(REFRESH, text)
