import pytest

from shared.identity.password_policy import LONGEST_BYTES, check_password
from shared.kernel.errors import InvalidInput


def refusal_of(password: str, *personal: str) -> str:
    with pytest.raises(InvalidInput) as refusal:
        check_password(password, personal=personal, pointer="/password")
    assert refusal.value.code == "weak_password"
    assert refusal.value.errors[0].pointer == "/password"
    return refusal.value.errors[0].message


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "Tr0ub4dor&3x",
        "kein-rätsel-für-anfänger",
        "わたしのながいあいことば",
        "  spaces count too  ",
        "9f8a2c7e41d0",
        "x" * 5 + "many different letters",
    ],
)
def test_a_long_unguessable_password_is_accepted_without_rules_of_composition(
    password: str,
) -> None:
    check_password(password, personal=("ada@example.org", "Ada Lovelace"), pointer="/password")


@pytest.mark.parametrize(
    "password",
    [
        # From the yearly lists of most used passwords, and the ways people dress them up.
        "1234567890",
        "qwertyuiop",
        "password123",
        "Password1234",
        "P@ssw0rd2024!",
        "iloveyou2023",
        "Welcome2024!!",
        "letmein12345",
        "!!Sunshine99",
        "1q2w3e4r5t",
    ],
)
def test_a_widely_known_password_is_refused_in_its_disguises_too(password: str) -> None:
    assert "tried first" in refusal_of(password) or "keyboard" in refusal_of(password)


@pytest.mark.parametrize(
    "password", ["abcdefghij", "0987654321", "asdfghjklqwer", "zyxwvutsrq", "12345qwert"]
)
def test_a_walk_over_the_keyboard_is_refused(password: str) -> None:
    refusal_of(password)


@pytest.mark.parametrize("password", ["marblemarble", "hunter2hunter2", "aaaaaaaaaaaabcde"])
def test_a_password_that_repeats_itself_is_refused(password: str) -> None:
    assert "repeats" in refusal_of(password)


@pytest.mark.parametrize(
    "password", ["ada.lovelace1", "Lovelace-1815", "ada.lovelace@example.org", "plumbline123"]
)
def test_a_password_made_of_the_name_or_address_is_refused(password: str) -> None:
    reason = refusal_of(password, "ada.lovelace@example.org", "Ada Lovelace")
    assert "name or address" in reason


def test_too_short_too_long_and_too_uniform_say_so() -> None:
    assert "shorter than 10" in refusal_of("9f8a2c7e4")
    assert "longer than 1024" in refusal_of("ab1c" * (LONGEST_BYTES // 4) + "x")
    assert "different" in refusal_of("abababababab")


def test_the_refusal_never_repeats_the_password() -> None:
    assert "P@ssw0rd2024!" not in refusal_of("P@ssw0rd2024!")
