"""Spellings of figures that prose rarely has, in the words it has: `T€ 5`, `2 ¾ %`, `anderthalb`.

For texts whose figure is known: what is rewritten here is another figure if it is read otherwise.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Final

type _Rewrite = str | Callable[[re.Match[str]], str]

_MARK: Final = r"(?:US\$|\$|€|£|₹|USD|EUR|GBP|CHF|INR)"
_DIGITS: Final = r"(?P<digits>[-−]?\d[\d.,]*\d|[-−]?\d)"
_VULGAR: Final = {
    "½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3", "⅕": "1/5", "⅖": "2/5", "⅗": "3/5",
    "⅘": "4/5", "⅙": "1/6", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8",
}  # fmt: skip
_UNIT: Final = (
    r"(?=\s?(?:%|percent|per\s?cent|pct|prozent|points?|million|billion|trillion|thousand|mio|"
    r"mrd|bn|mn|"
    r"times|x\b|(?:\w+\s)?(?:dollar|euro|pound|year|month)))"
)
_POWERS: Final = {
    "hundred": 2, "thousand": 3, "lakh": 5, "million": 6, "crore": 7, "billion": 9, "tausend": 3,
    "millionen": 6, "milliarden": 9,
}  # fmt: skip
_SCALE: Final = "|".join(sorted(_POWERS, key=len, reverse=True))
_LETTERS: Final = {"t": "thousand", "k": "thousand", "m": "million", "mio": "million",
                   "mn": "million", "mrd": "billion", "bn": "billion"}  # fmt: skip
_NAMES: Final = "one|two|three|four|five|six|seven|eight|nine|zero"
_BIG: Final = "million|billion|trillion|thousand|hundred"
_SHARES: Final = {"half": "0.5", "quarter": "0.25", "third": "0.3333", "tenth": "0.1",
                  "thirds": "0.6667",
                  "quarters": "0.75"}  # fmt: skip
_WHOLES: Final = {
    word: value
    for value, word in enumerate("zero one two three four five six seven eight nine".split())
}
_HALF_GERMAN: Final = {
    word: value
    for value, word in enumerate("ein zwei drei vier fünf sechs sieben acht neun".split(), 1)
}  # fmt: skip


def _fraction(match: re.Match[str]) -> str:
    """Write `2 3/4` and `2¾` as `2.75`."""
    part = Fraction(_VULGAR.get(match["part"], match["part"]))
    if part >= 1:
        return match.group()
    value = Fraction(match["whole"] or 0) + part
    return f"{float(value):.4f}".rstrip("0")


def _stacked(match: re.Match[str]) -> str:
    """Write `2.5 lakh crore` and `5 thousand million` in digits."""
    power = _POWERS[match["small"].lower()] + _POWERS[match["large"].lower()]
    return f"{Decimal(match['digits'].replace(',', '')).scaleb(power):f}"


def _scaled(match: re.Match[str]) -> str:
    word = _LETTERS[match["scale"].lower().rstrip(".")]
    return f"{match['mark']} {match['digits']} {word}"


def _scaled_behind(match: re.Match[str]) -> str:
    return f"{match['digits']} {_LETTERS[match['scale'].lower()]} {match['mark']}"


def _share_of(words: str) -> str:
    """Read `a third`, `three quarters` as digits."""
    last = re.split(r"[\s-]", words.lower())[-1]
    return _SHARES["quarters" if words.lower().startswith("three") else last]


def _part(match: re.Match[str]) -> str:
    return f"{_share_of(match['share'])} "


def _whole_and_part(match: re.Match[str]) -> str:
    return f"{_WHOLES[match['whole'].lower()]}{_share_of(match['share'])[1:]} "


def _cents(match: re.Match[str]) -> str:
    code = "EUR" if match["mark"].lower().startswith("e") else "USD"
    return f"{code} {Decimal(match['digits'].replace(',', '.')) / 100}"


def _german_half(match: re.Match[str]) -> str:
    return f"{_HALF_GERMAN[match['whole'].lower()]},5" if match["whole"] else "1,5"


_FORMS: Final[tuple[tuple[re.Pattern[str], _Rewrite], ...]] = tuple(
    (re.compile(pattern, re.IGNORECASE), rewrite)
    for pattern, rewrite in (
        (r"(?P<whole>\d+)\s?(?P<part>[½¼¾⅓⅔⅕⅖⅗⅘⅙⅛⅜⅝⅞])", _fraction),
        (rf"(?P<whole>)(?P<part>[½¼¾⅓⅔⅕⅖⅗⅘⅙⅛⅜⅝⅞]){_UNIT}", _fraction),
        (r"(?<![\d.,/])(?P<whole>\d{1,3})[\s-](?P<part>\d/(?:2|3|4|5|8|16))(?![\d/])", _fraction),
        (rf"(?P<digits>\d[\d.,]*)\s(?P<small>{_SCALE})\s(?P<large>{_SCALE})\b", _stacked),
        (rf"\b(?P<scale>[tkm]|mio\.?|mrd\.?|mn|bn)\s?(?P<mark>€|EUR|USD|\$)\s?{_DIGITS}", _scaled),
        (rf"{_DIGITS}\s?(?P<scale>[tkm])(?P<mark>€|EUR|USD|CHF)(?!\w)", _scaled_behind),
        (rf"\b(?-i:GB(?:p|X))\s?{_DIGITS}", r"\g<digits> pence"),
        (r"(?<=\d)\s?(?-i:GBp|GBX)\b", " pence"),
        (r"\b(?-i:USD|EUR|GBP|CHF|JPY|INR|CAD|AUD|SEK|NOK|DKK|CNY|HKD|RMB)(?=\d)", r"\g<0> "),
        (r"(?<=\d)\s?(?:lacs?)\b", " lakh"),
        (r"(?<=\d)\s?(?-i:Crs?)\b\.?", " crore"),
        (r"\bmil millones\b|\bmilliards?\b|\bmiliardi\b", "billion"),
        (r"\bmillones\b|\bmilioni\b", "million"),
        (r"\s(?:d['’]|de\s|di\s)(?=euros?\b|dollars?\b)", " "),
        (r"\bd[óo]lares\b", "dollars"),
        (r"\b(?:pour cent|por ciento|per cento)\b", "percent"),
        (r"\s?\b(?:per\s?mille?|pro\s?mille|promille)\b", " ‰"),
        (rf"\b(?P<share>(?:an?\s|one[\s-])?(?:half|quarter|third|tenth)|two[\s-]thirds|"
         rf"three[\s-]quarters)\sof\san?\s(?={_BIG})",
         _part),
        (rf"\b(?P<whole>{_NAMES})\sand\s(?P<share>an?\squarter|three[\s-]quarters?|"
         rf"a\sthird)\s(?={_BIG})",
         _whole_and_part),
        (r"\b(?:nought|naught|oh)(?=\spoint\b)", "zero"),
        (rf"(?<!zero )(?<!one )(?<!two )(?<!three )(?<!four )(?<!five )(?<!six )(?<!seven )"
         rf"(?<!eight )(?<!nine )(?<!ten )(?<!y )(?<!teen )(?<!twelve )(?<!eleven )(?<!hundred )"
         rf"\bpoint(?=\s(?:{_NAMES})\b)", "zero point"),
        (r"\b(?P<digits>\d+)\s(?P<unit>dollars|euros?|pounds|"
         r"francs)\sand\s(?P<small>\d\d)\s(?:cents?|"
         r"pence|centimes|rappen)", r"\g<digits>.\g<small> \g<unit>"),
        (r"(?<![\w-])(?P<digits>\d[\d,.]*\d|\d)\s?[-−](?=\s*(?:$|\|))", r"-\g<digits>"),
        (r"(?<![\w.,])(?<!\d )(\d{1,3}) (\d{3}\.\d+)(?!\d)", r"\1,\2"),
        (r"(?P<digits>\d+(?:[.,]\d+)?)\s(?P<mark>euro|US|U\.S\.|American)[\s-]?cents?\b", _cents),
        (r"\banderthalb\b|\b(?P<whole>ein|zwei|drei|vier|fünf|sechs|sieben|acht|"
         r"neun)einhalb(?=mal\b|\b)",
         _german_half),
        (r"\b(?:eine[rmn]?\s)?halben?\s(?=Million|Milliarde)", "0,5 "),
        (r"\b(?:eine[rmn]?\s)?dreiviertel(?=million|milliarde)", "0,75 "),
        (r"\b(?:eine[rmn]?\s)?viertel(?=million|milliarde)", "0,25 "),
        (r"\b(?:eine[rmn]?\s)(?=(?:Million|Milliarde)\b)", "1 "),
        (r"(?<=\d)\sMillion\sEuro", " Millionen Euro"),
        (r"\b(?:ein\s)?halbes\sdutzend\b", "6"),
        (r"\bein\sdutzend\b", "12"),
    )
)  # fmt: skip


def respelled(text: str) -> str:
    """Return a text with its odd spellings in plain ones."""
    for pattern, rewrite in _FORMS:
        text = pattern.sub(rewrite, text)
    return text
