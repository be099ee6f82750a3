"""Figures in other scripts and in disguise are figures: a model that answers so is checked too."""

from datetime import date
from decimal import Decimal

import pytest

from shared.assistant.claims.east_asian import read_han
from shared.assistant.claims.scanner import find_figures
from shared.assistant.plain_characters import plain
from tests.unit.assistant.test_verdicts import verdicts


@pytest.mark.parametrize(
    ("written", "value", "step"),
    [
        # By the rules of these numerals: myriads, a last digit without its scale.
        ("三百", 300, 100),
        ("十五", 15, 1),
        ("九万八千", 98_000, 1_000),
        ("九万八", 98_000, 1_000),
        ("三百零五", 305, 1),
        ("三百五", 350, 10),
        ("一百二十万", 1_200_000, 10_000),
        ("98万7,654", 987_654, 1),
        ("3.5億", 350_000_000, 10_000_000),
        ("二〇二一", 2021, 1),
        ("삼백만", 3_000_000, 1_000_000),
    ],
)
def test_han_numerals_are_read(written: str, value: int, step: int) -> None:
    assert read_han(written) == (Decimal(value), Decimal(step))


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("它值九万八千美元。", "money", 98_000),
        ("価値は三百ドルです。", "money", 300),
        ("資産は98万7,654円です。", "money", 987_654),
        ("它值98765美元。", "money", 98_765),
        ("AAPL的价格是98.5", "number", 98.5),
        ("It is worth 三百 dollars.", "money", 300),
        ("收益率为９９％。", "percent", 99),
        ("回报率是百分之三十。", "percent", 30),
        ("三点五%", "percent", 3.5),
        ("利益は三割です。", "percent", 30),
        ("수익률은 삼십 퍼센트입니다.", "percent", 30),
        ("값은 삼백만 원입니다.", "money", 3_000_000),
        ("मूल्य ९८७६५ है", "number", 98_765),
        ("It is worth $MMXX.", "money", 2020),
        ("It returned XC %.", "percent", 90),
        ("It is worth 1OO,OOO dollars.", "money", 100_000),
        ("It is worth l00 dollars.", "money", 100),
        ("It is worth 1.5e5 dollars.", "money", 150_000),
        ("Es ist eine halbe Million Euro wert.", "money", 500_000),
        ("Es ist anderthalbmal so viel wert.", "multiple", 1.5),
        ("Um zweieinhalb Prozent gestiegen.", "percent", 2.5),
        ("It octupled.", "change", 700),
        ("It is up an order of magnitude.", "multiple", 10),
    ],
)
def test_a_figure_is_found_whatever_its_script(text: str, kind: str, value: float) -> None:
    (figure,) = find_figures(plain(text))
    assert (figure.kind, float(figure.value)) == (kind, value)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("截至2021年3月31日", date(2021, 3, 31), date(2021, 3, 31)),
        ("2021年3月の終わり", date(2021, 3, 1), date(2021, 3, 31)),
        ("二〇二一年", date(2021, 1, 1), date(2021, 12, 31)),
        ("2021년 3월 31일", date(2021, 3, 31), date(2021, 3, 31)),
    ],
)
def test_a_day_is_a_day(text: str, first: date, last: date) -> None:
    (figure,) = find_figures(text)
    assert figure.days == (first, last)


@pytest.mark.parametrize(
    "text",
    ["万一下跌", "十分重要", "千万不要", "第三季度", "一天", "구조가 좋다", "이 원칙은", "in $MM",
     "deshalb", "innerhalb", "O2 and 3M", "CD, MIX and DC"],
)  # fmt: skip
def test_words_with_such_signs_are_no_figures(text: str) -> None:
    assert [one for one in find_figures(text) if one.text != "3M"] == []


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("您的投资组合价值16306.20美元。", "cited"),
        ("您的投资组合价值16,306.20 USD。", "cited"),
        ("您的投资组合价值一万六千三百美元。", "cited"),
        ("AAPL占59.93%。", "cited"),
        ("AAPL占23.73%。", "unsupported"),
        ("您的投资组合价值16360.20美元。", "unsupported"),
        ("您的投资组合价值16306.20欧元。", "unsupported"),
        ("您的投资组合价值九万八千美元。", "unsupported"),
        ("収益率は百分之三十です。", "unsupported"),
    ],
)
def test_an_answer_in_chinese_is_held_against_the_evidence(text: str, verdict: str) -> None:
    assert [found for _, found in verdicts(plain(text))] == [verdict]
