from itertools import pairwise

from shared.identity.throttle import PER_ACCOUNT, PER_ADDRESS


def test_a_person_who_mistypes_is_not_slowed_down() -> None:
    assert [PER_ACCOUNT.delay_seconds(failures) for failures in range(5)] == [0] * 5


def test_delays_double_up_to_a_quarter_of_an_hour() -> None:
    delays = [PER_ACCOUNT.delay_seconds(failures) for failures in range(5, 30)]
    assert delays[:5] == [1, 2, 4, 8, 16]
    assert max(delays) == delays[-1] == 900


def test_an_office_behind_one_address_has_more_room_than_an_account() -> None:
    assert PER_ADDRESS.delay_seconds(99) == 0
    delays = [PER_ADDRESS.delay_seconds(failures) for failures in range(100, 10_000, 10)]
    assert all(earlier <= later for earlier, later in pairwise(delays))
    assert delays[-1] == 60
