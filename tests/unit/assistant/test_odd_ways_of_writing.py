"""Odd ways to write a figure, in the words of plain prose."""

import pytest

from shared.assistant.claims.tidying import (
    table_scale,
    tidied,
    with_counts,
    with_shares,
    with_years,
)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("USDm 154", "USD 154 million"),
        ("EURbn: 1.5", "EUR 1.5 billion"),
        ("$k 20", "$ 20 thousand"),
        ("$mn 3", "$ 3 million"),
        ("154 USD million", "154 million USD"),
        ("154 $ million", "154 million dollars"),
        ("154 US$ bn", "154 billion USD"),
        ("154 € m", "154 million EUR"),
        ("154 £ billion", "154 billion GBP"),
        ("154 chf million", "154 million CHF"),
        ("721 453", "721,453"),
        ("12 345 678", "12 345 678"),
        ("5.6e7", "56000000"),
        ("5.6 x 10^3", "5600"),
        ("2*10^2", "200"),
        ("▼ 2%", " down  2%"),
        ("↑3%", " up 3%"),
        ("$'000s 45", "$45 (in thousands)"),
        ("12 M", "12 million"),
        ("12 k", "12 thousand"),
        ("12 grand", "12 thousand"),
        ("12 thou", "12 thousand"),
        ("12 b-rated", "12 b-rated"),
        ("by a factor of 3", "by 3x"),
        ("By a factor of 2.5", "by 2.5x"),
        ("nothing odd about $12.50", "nothing odd about $12.50"),
    ],
)
def test_an_amount_is_written_as_prose_has_it(text: str, plain: str) -> None:
    assert tidied(text) == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("one in three", "33.3%"),
        ("3 out of every 4", "75.0%"),
        ("nine in ten", "90.0%"),
        ("3/4", "75.0%"),
        ("5/3", "5/3"),
        ("4 in 4", "4 in 4"),
        ("0 in 4", "0 in 4"),
        ("1/2/2024", "1/2/2024"),
        ("2½", "2.5"),
        ("½", "50%"),
        ("¼ or ¾", "25% or 75%"),
        ("⅓ and ⅔", "33.3333% and 66.6667%"),
    ],
)
def test_a_share_is_written_as_a_percentage(text: str, plain: str) -> None:
    assert with_shares(text) == plain


def test_words_that_count_become_numbers_and_short_years_long_ones() -> None:
    assert with_counts("both of them, once; Twice a couple") == "two of them, one; two two"
    assert with_counts("a single one is the only one") == "one one is one one"
    assert with_years("since '19 and ’08, isn't '190") == "since 2019 and 2008, isn't '190"


@pytest.mark.parametrize(
    ("text", "power"),
    [
        ("sales, in millions", 6),
        ("amounts in USD thousands", 3),
        ("expressed in € billions", 9),
        ("$ million: sales 5", 6),
        ("(EUR thousands) 7", 3),
        ("sales of 5 (in millions)", 0),
        ("sales of 5", 0),
        ("5 (a fall of 3) and 7, in thousands", 3),
    ],
)
def test_a_table_tells_its_scale_and_a_bracket_that_of_its_figure(text: str, power: int) -> None:
    assert table_scale(text) == power
