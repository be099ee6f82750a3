"""Figures of Chinese, Japanese and Korean texts: `九万八千美元`, `98万7,654円`, `百分之三十`.

A model answers in the language it is asked in; what it says there is held against the evidence too.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final

from shared.assistant.claims.dates import find_dates, year_span
from shared.assistant.claims.figure import Figure, Kind
from shared.assistant.claims.scripts import WORD
from shared.assistant.claims.units import look_left, look_right

_DIGITS: Final = {
    mark: value
    for marks in ("〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖", "零壱弐参四五陸漆八九",
                  "영일이삼사오육칠팔구")
    for value, mark in enumerate(marks)
} | {"貳": 2, "兩": 2, "两": 2, "參": 3, "공": 0}  # fmt: skip
_TENS: Final = {"十": 1, "拾": 1, "百": 2, "佰": 2, "千": 3, "仟": 3, "십": 1, "백": 2, "천": 3}
_MYRIADS: Final = {"万": 4, "萬": 4, "만": 4, "億": 8, "亿": 8, "억": 8, "兆": 12, "조": 12}
_D, _T, _M = ("".join(marks) for marks in (_DIGITS, _TENS, _MYRIADS))
_HAN: Final = _D + _T + _M
_ARABIC: Final = r"\d+(?:,\d{3})*(?:\.\d+)?"
_UNITS: Final[tuple[tuple[Kind, str, str], ...]] = (
    ("percent", "", r"个?百分点|個?百分點|パーセント|ポイント|퍼센트(?:포인트)?|프로|割|成(?!本)"),
    ("money", "$", "美元|美金|ドル|달러"),
    ("money", "EUR", "欧元|歐元|ユーロ|유로"),
    ("money", "GBP", "英镑|英鎊|ポンド|파운드"),
    ("money", "CHF", "瑞士法郎|スイスフラン|스위스프랑"),
    ("money", "JPY", "日元|日圓|円|엔"),
    ("money", "KRW", "韩元|韓元|원(?!칙)"),
    ("money", "CNY", "人民币|人民幣|元"),
    ("count", "share", "股"),
    ("multiple", "", "倍|배(?!당)"),
    ("duration", "year", "年間?|년"),
    ("duration", "month", "个月|個月|[ヶか]月|개월"),
    ("duration", "day", "天|日間|일간"),
)  # fmt: skip
_FIGURE: Final = re.compile(
    rf"(?P<share>百分之)?(?<!第)(?P<number>(?:(?<!{WORD})(?<![.,]){_ARABIC}|[{_HAN}])"
    rf"(?:[{_HAN}]|{_ARABIC})*)(?:[点點](?P<places>[{_D}]+)(?P<scale>[{_M}]?))?"
    rf"(?:\s?(?:{'|'.join(f'(?P<u{at}>{words})' for at, (_, _, words) in enumerate(_UNITS))}))?"
)
_NUMERAL: Final = re.compile(rf"(?:[{_D}\d十].*[{_T}{_M}].*|十[{_D}]|[{_D}]{{3,}})")
"""What is a figure without a unit: `三百`, `二〇二一`, but neither `万一` nor `千万`."""
_DAY: Final = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)\s?[年년](?:\s?(?P<m>1[0-2]|0?[1-9])\s?[月월]"
    r"(?:\s?(?P<d>3[01]|[12]\d|0?[1-9])\s?[日号號일])?)?"
)
_TEN: Final = 10
_TENTHS: Final = ("割", "成")
_YEARS: Final = range(1900, 2100)


def may_hold(text: str) -> bool:
    """Whether a text has a numeral of these scripts."""
    return re.search(f"[{_HAN}]", text) is not None


def find_east_asian(text: str) -> Iterator[Figure]:
    """Yield the dates of these languages, and figures with their numerals, scales or units."""
    if text.isascii():
        return
    for match in _DAY.finditer(text):
        written = "-".join(part.zfill(2) for part in match.groups() if part)
        days = next((one.days for one in find_dates(written)), year_span(int(match["y"])))
        digits = 8 if match["m"] else 4
        yield Figure(
            match.group(), match.start(), match.end(), "date", Decimal(match["y"]), Decimal(0),
            digits, days=days,
        )  # fmt: skip
    for match in _FIGURE.finditer(text):
        figure = _figure(text, match)
        if figure is not None:
            yield figure


def _figure(text: str, match: re.Match[str]) -> Figure | None:
    shown, told = match["number"], _told(match)
    if shown.isascii() and not (match["share"] or told):
        return None  # a plain numeral, which is read with what stands around it
    kind, unit, end = _unit(text, match)
    if _is_a_word(shown, kind):
        return None
    value, step = read_han(shown)
    if match["places"]:
        value, step = _with_places(value, match["places"], match["scale"])
    factor = _TEN if told in _TENTHS else 1
    left = look_left(text, match.start())
    if left.currency and kind == "number":
        kind, unit = "money", left.currency
    figure = Figure(
        text[left.start : end].strip(), left.start, end, kind, value * factor, step * factor,
        len(f"{value.normalize():f}".replace(".", "").strip("0")) or 1, unit, sign=left.sign,
    )  # fmt: skip
    if unit == "year" and value in _YEARS:
        return replace(figure, kind="date", digits=4, days=year_span(int(value)))
    return figure


def _is_a_word(shown: str, kind: Kind) -> bool:
    """Whether numerals are only syllables: `一天`, `万一`, Korean ones that are in every word."""
    if re.match("[가-힣]", shown):
        is_short = len(shown) == 1 or re.search(f"[{_T}{_M}]", shown) is None
        return kind not in {"money", "percent"} or is_short
    if kind in {"money", "percent"}:
        return False
    return shown in {"一", "壹"} if kind != "number" else _NUMERAL.fullmatch(shown) is None


def _unit(text: str, match: re.Match[str]) -> tuple[Kind, str, int]:
    if match["share"]:
        return "percent", "", match.end()
    for at, (kind, unit, _) in enumerate(_UNITS):
        if match[f"u{at}"]:
            return kind, unit, match.end()
    right = look_right(text, match.end(), False, True)
    if right.form == "percent":
        return "percent", "", right.end
    is_amount = right.currency and not right.has_scale
    return ("money", right.currency, right.end) if is_amount else ("number", "", match.end())


def _told(match: re.Match[str]) -> str:
    return next((found for at in range(len(_UNITS)) if (found := match[f"u{at}"])), "")


def read_han(text: str) -> tuple[Decimal, Decimal]:
    """Read a numeral and the worth of its last place: `九万八千` is good to a thousand.

    A last digit without its scale has the next one: `九万八` is 98,000, but `三百零五` is 305.
    """
    *scaled, rest = re.split(f"([{_M}])", text)
    total, step, last = Decimal(0), Decimal(1), Decimal(1)
    for section, mark in zip(scaled[::2], scaled[1::2], strict=True):
        last = Decimal(10) ** _MYRIADS[mark]
        value, step = _section(section)
        total, step = total + (value or 1) * last, step * last
    if rest:
        value, step = _section(rest, last)
        total += value
    return total, step


def _section(text: str, last: Decimal = Decimal(1)) -> tuple[Decimal, Decimal]:
    """Read what is below a myriad; `last` is the scale of what stands before it."""
    total, step = Decimal(0), Decimal(1)
    for arabic, digits, ten in re.findall(rf"({_ARABIC})?([{_D}]*)([{_T}]?)", text):
        if not (arabic or digits or ten):
            continue
        value = Decimal(
            arabic.replace(",", "") or "".join(str(_DIGITS[one]) for one in digits) or 1
        )
        step = Decimal(1).scaleb(-len(arabic.partition(".")[2]))
        if ten:
            last = Decimal(10) ** _TENS[ten]
            value, step = value * last, step * (last if last > _TEN else 1)
        elif len(digits) == 1 and last > 1:
            value, step = value * last / 10, last / 10
        total += value
    return total, step


def _with_places(whole: Decimal, digits: str, scale: str) -> tuple[Decimal, Decimal]:
    factor = Decimal(10) ** _MYRIADS.get(scale, 0)
    part = Decimal(int("".join(str(_DIGITS[one]) for one in digits))).scaleb(-len(digits))
    return (whole + part) * factor, factor.scaleb(-len(digits))
