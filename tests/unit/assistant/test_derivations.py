"""Which figures follow from others, by which operation, and which words that takes."""

import pytest

from shared.assistant.claims.derivation import MOST_OPERANDS, Derivation, derive, spans_in_years
from shared.assistant.claims.facts import Fact
from shared.assistant.claims.scanner import find_figures

USD = [Fact("a", 1200.0, "money", "USD"), Fact("b", 800.0, "money", "USD")]
SHARES = [Fact("a", 12.0, "ratio"), Fact("b", 5.0, "percent")]
TURN = [Fact("a", 50.0, "money", "USD"), Fact("b", 40.0, "quantity")]
COLUMN = [Fact(f"r{n}", float(n), "money", "USD", column="t/items/*/gain") for n in (10, 20, 60)]


def derived(
    shown: str, facts: list[Fact], sentence: str, years: tuple[float, ...] = ()
) -> tuple[str, float] | None:
    (figure,) = find_figures(shown)
    words = (sentence, sentence)
    found = derive(figure, facts, words, years, lambda _: True)
    return None if found is None else (found.how, round(found.value, 4))


@pytest.mark.parametrize(
    ("shown", "facts", "sentence", "how", "value"),
    [
        ("$2,000", USD, "together they are worth $2,000", "sum", 2000.0),
        ("$90", COLUMN, "in total $90", "sum", 90.0),
        ("$30", COLUMN, "the sum of the first two is $30", "sum", 30.0),
        ("$30", COLUMN, "on average $30", "average", 30.0),
        ("$1,000", USD, "an average of $1,000", "average", 1000.0),
        ("$400", USD, "the difference is $400", "difference", 400.0),
        ("7 percentage points", SHARES, "7 percentage points ahead", "difference", 7.0),
        ("150%", USD, "that is 150% of it, as a ratio", "ratio", 150.0),
        ("1.5x", USD, "the ratio is 1.5x", "ratio", 1.5),
        ("50%", USD, "it grew by 50%", "change", 50.0),
        ("$2,000", TURN, "40 shares at $50 each cost $2,000", "product", 2000.0),
        ("$1.25", TURN, "$1.25 per share", "quotient", 1.25),
        ("$100", USD, "an average of $100 a month", "a month", 100.0),
        ("$14,400", USD, "on average, $14,400 by the year", "12 times", 14400.0),
        ("88%", SHARES, "the remaining 88%", "100 % less", 88.0),
    ],
)
def test_a_figure_follows_by_the_operation_its_words_tell(
    shown: str, facts: list[Fact], sentence: str, how: str, value: float
) -> None:
    assert derived(shown, facts, sentence) == (how, value)


@pytest.mark.parametrize(
    ("shown", "facts", "sentence"),
    [
        ("$2,000", USD, "it is worth $2,000"),
        ("$400", USD, "it is worth $400"),
        ("50%", USD, "it is 50%"),
        ("7%", SHARES, "after 7%"),
        ("$2,000", TURN, "a balance, $2,000"),
        ("$100", USD, "it is worth $100"),
        ("88%", SHARES, "it is 88%"),
        ("$30", COLUMN, "it is $30"),
    ],
)
def test_without_such_words_few_digits_follow_from_nothing(
    shown: str, facts: list[Fact], sentence: str
) -> None:
    assert derived(shown, facts, sentence) is None


@pytest.mark.parametrize(
    ("shown", "how", "value"),
    [("$2,000.07", "sum", 2000.07), ("$399.95", "difference", 399.95)],
)
def test_many_digits_need_no_word(shown: str, how: str, value: float) -> None:
    facts = [Fact("a", 1200.01, "money", "USD"), Fact("b", 800.06, "money", "USD")]
    assert derived(shown, facts, "a balance") == (how, value)


def test_growth_over_years_is_told_by_the_year() -> None:
    # 800 that become 1,200 in two years: the square root of 1.5, less one.
    assert derived("22.5%", USD, "22.5% a year", (2.0,)) == ("compound annual growth", 22.4745)
    # A total of 21 % over two years is 10 % in each.
    total = [Fact("a", 21.0, "ratio")]
    assert derived("10%", total, "10% a year", (2.0,)) == ("a year", 10.0)
    assert derived("10%", total, "10% in all", (2.0,)) is None
    assert derived("10%", [Fact("a", -100.0, "ratio")], "10% a year", (2.0,)) is None


def test_a_loss_and_a_gain_may_be_set_against_each_other() -> None:
    both = [Fact("a", 900.0, "money", "USD"), Fact("b", -300.0, "money", "USD")]
    assert derived("$600", both, "the difference is $600") == ("difference", 600.0)
    assert derived("$1,200", both, "the difference is $1,200") == ("difference", 1200.0)


def test_what_a_beta_implies_is_a_product_of_numbers() -> None:
    facts = [Fact("a", 1.2, "number"), Fact("b", -10.0, "ratio")]
    sentence = "times a beta of 1.2, a fall of 10% would mean 12%"
    assert derived("12%", facts, sentence) == ("product", -12.0)
    assert derived("12%", facts, "times a beta of 1.2, 12%") == ("product", -12.0)
    assert derived("12%", facts, "it is 12%") is None


def test_amounts_of_two_currencies_are_never_computed_with() -> None:
    mixed = [Fact("a", 1200.0, "money", "USD"), Fact("b", 800.0, "money", "EUR")]
    assert derived("$2,000", mixed, "together $2,000") is None
    either = [Fact("a", 1200.0, "money", "CHF|USD"), Fact("b", 800.0, "money", "EUR|USD")]
    assert derived("$2,000", either, "together $2,000") == ("sum", 2000.0)
    assert derived("150%", mixed, "a ratio of 150% of it") is None


def test_numbers_of_a_table_written_as_text_go_with_amounts() -> None:
    table = [Fact("a", 1200.0, "number", row="t/text#1"), Fact("b", 800.0, "money", "USD")]
    assert derived("$2,000", table, "together $2,000") == ("sum", 2000.0)
    plain = [Fact("a", 1200.0, "number", row="t"), Fact("b", 800.0, "money", "USD")]
    assert derived("$2,000", plain, "together $2,000") is None


@pytest.mark.parametrize("kind", ["duration", "date", "ratio", "percent"])
def test_plain_numbers_are_not_sums_of_days_or_shares(kind: str) -> None:
    facts = [Fact("a", 3.0, kind), Fact("b", 4.0, kind)]  # pyright: ignore[reportArgumentType]
    assert derived("7.00", facts, "together 7.00") is None
    numbers = [Fact("a", 3.0, "number"), Fact("b", 4.0, "number")]
    assert derived("7.00", numbers, "together 7.00") == ("sum", 7.0)


def test_things_are_counted_together() -> None:
    facts = [Fact("a", 3.0, "count"), Fact("b", 4.0, "count")]
    assert derived("7 holdings", facts, "together 7 holdings") == ("sum", 7.0)
    money = [Fact("a", 3.0, "money", "USD"), Fact("b", 4.0, "money", "USD")]
    assert derived("7 holdings", money, "together 7 holdings") is None


def test_a_derivation_names_what_it_is_made_of() -> None:
    (figure,) = find_figures("$2,000")
    words = ("together $2,000", "together $2,000")
    asked: list[Derivation] = []

    def refuse(derivation: Derivation) -> bool:
        asked.append(derivation)
        return False

    assert derive(figure, USD, words, (), refuse) is None
    assert {one.how for one in asked} == {"sum"}
    assert all(one.facts == tuple(USD) for one in asked)


def test_operands_far_down_the_list_are_not_searched() -> None:
    filler = [Fact(str(at), 0.5, "money", "USD", column=str(at)) for at in range(MOST_OPERANDS)]
    assert derived("$2,000", [*filler, *USD], "the sum of both is $2,000") is None
    assert derived("$2,000", [*filler[2:], *USD], "the sum of both is $2,000") is not None


def test_a_span_is_counted_with_and_without_its_first_day() -> None:
    assert spans_in_years([(0, 365), (10, 10)]) == [
        pytest.approx(1 / 365.25, abs=1e-6),
        pytest.approx(365 / 365.25, abs=1e-6),
        pytest.approx(366 / 365.25, abs=1e-6),
    ]
