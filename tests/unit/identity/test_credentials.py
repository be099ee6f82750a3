import asyncio

import pytest

from shared.identity.credentials import Passwords

# From the reference implementation's tests (phc-winner-argon2, src/test.c):
# hashtest(version 0x13, t=2, m=2^16, p=1, "password", "somesalt", Argon2_id)
REFERENCE = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"


async def test_the_reference_implementations_hash_is_verified_and_due_for_renewal() -> None:
    passwords = Passwords()
    assert await passwords.verify("password", REFERENCE)
    assert not await passwords.verify("Password", REFERENCE)
    assert passwords.needs_renewal(REFERENCE)


async def test_a_hash_is_argon2id_with_owasps_parameters_and_a_salt_of_its_own() -> None:
    passwords = Passwords()
    one, two = await asyncio.gather(
        passwords.hash("staple-battery"), passwords.hash("staple-battery")
    )
    # OWASP Password Storage Cheat Sheet: m=19456 (19 MiB), t=2, p=1.
    assert one.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert one != two
    assert not passwords.needs_renewal(one)
    assert await passwords.verify("staple-battery", two)


async def test_one_password_from_two_keyboards_is_one_password() -> None:
    passwords = Passwords()
    composed, decomposed = "schl\u00fcssel-bund", "schlu\u0308ssel-bund"
    assert await passwords.verify(decomposed, await passwords.hash(composed))


@pytest.mark.parametrize("password", ["", "x", "plumbline decoy!", "\x00" * 32, "p" * 1024])
async def test_without_an_account_no_password_is_right(password: str) -> None:
    assert not await Passwords().verify(password, None)


@pytest.mark.parametrize("stored", ["", "x", "$argon2id$", "$2b$12$abc"])
async def test_a_damaged_hash_matches_nothing(stored: str) -> None:
    assert not await Passwords().verify("anything", stored)


async def test_half_a_surrogate_pair_is_as_good_as_any_character() -> None:
    passwords = Passwords()
    odd = "staple\ud800battery"
    assert await passwords.verify(odd, await passwords.hash(odd))


async def test_a_nul_in_a_password_does_not_cut_it_short() -> None:
    passwords = Passwords()
    encoded = await passwords.hash("before\x00after-it-goes-on")
    assert not await passwords.verify("before\x00", encoded)
    assert not await passwords.verify("before", encoded)
