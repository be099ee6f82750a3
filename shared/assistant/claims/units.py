"""What stands around a numeral: sign, currency, scale, per cent, and the noun it counts."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from shared.assistant.claims.asides import names
from shared.assistant.claims.figure import Sign
from shared.assistant.claims.scripts import WORD

_CODES: Final = (
    "USD EUR GBP JPY CHF CAD AUD NZD SEK NOK DKK PLN CZK HUF CNY HKD SGD INR KRW BRL MXN ZAR ILS "
    "THB TWD RON BGN IDR MYR PHP ISK RUB AED SAR GBX GBp"
)
_SYMBOLS: Final = {
    "$": "$", "US$": "USD", "C$": "CAD", "CA$": "CAD", "A$": "AUD", "AU$": "AUD", "HK$": "HKD",
    "NZ$": "NZD", "S$": "SGD", "R$": "BRL", "NT$": "TWD", "€": "EUR", "£": "GBP", "¥": "¥",
    "₹": "INR", "₩": "KRW", "kr": "kr", "Fr.": "CHF", "zł": "PLN",
    "Rs": "INR", "RMB": "CNY", "CN¥": "CNY", "₺": "TRY", "₽": "RUB", "₪": "ILS", "฿": "THB",
}  # fmt: skip
_WORDS: Final = {
    "dollar": "$", "dollars": "$", "euro": "EUR", "euros": "EUR",
    "pound": "GBP", "pounds": "GBP", "pounds sterling": "GBP", "yen": "JPY", "francs": "CHF",
    "swiss francs": "CHF", "franken": "CHF", "schweizer franken": "CHF", "pfund": "GBP",
    "rupee": "INR", "rupees": "INR", "kroner": "kr", "kronor": "kr", "krona": "kr", "krone": "kr",
    "yuan": "CNY", "renminbi": "CNY", "won": "KRW", "bucks": "$", "quid": "GBP", "sterling": "GBP",
    "reais": "BRL", "zloty": "PLN", "zlotys": "PLN", "rand": "ZAR",
    "roubles": "RUB", "rubles": "RUB",
    "shekels": "ILS", "baht": "THB", "rappen": "CHF",
}  # fmt: skip
_NATIONS: Final = {
    "us": "USD", "u.s.": "USD", "american": "USD", "australian": "AUD", "canadian": "CAD",
    "new zealand": "NZD", "hong kong": "HKD", "singapore": "SGD", "mexican": "MXN",
    "swedish": "SEK", "norwegian": "NOK", "danish": "DKK", "indian": "INR",
}  # fmt: skip
_PENCE: Final = frozenset(("GBX", "gbx", "GBp"))
"""What exchanges call a hundredth of a pound; `GBP` is the pound itself."""
_HUNDREDTHS: Final = {"cent": "", "cents": "", "¢": "$", "pence": "GBP", "p": "GBP"}
_SCALES: Final = {
    "hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12, "k": 3, "m": 6,
    "mm": 6, "mil": 6, "mill": 6, "b": 9, "t": 12, "mn": 6, "mln": 6, "mio": 6,
    "millionen": 6, "milliarden": 9, "milliarde": 9, "tausend": 3, "bn": 9, "bln": 9, "mrd": 9,
    "tn": 12,
    "trn": 12, "tsd": 3, "000": 3, "lakh": 5, "crore": 7,
    "hundred thousand": 5, "hundred million": 8,
}  # fmt: skip
_FAMILIES: Final = {
    "$": frozenset("USD CAD AUD NZD HKD SGD TWD MXN".split()),
    "¥": frozenset(("JPY", "CNY")),
    "kr": frozenset(("SEK", "NOK", "DKK", "ISK")),
}

_CURRENCY: Final = (
    r"(?:(?:US|CA|AU|HK|NZ|NT|[CASR])?\$|CN¥|[€£¥₹₩₺₽₪฿]|Fr\.|zł|(?<![A-Za-z])(?:kr|Rs)\.?|"
    r"(?<![A-Za-z])RMB|"
    rf"(?<![A-Za-z])(?:{_CODES.replace(' ', '|')}))"
)
_LEFT: Final = re.compile(
    rf"(?P<sign>(?<!{WORD})(?<![)%])[-−–+±]|\b(?:minus|negative|plus)\s)?\s?(?P<outer>\()?"
    rf"(?P<sign2>[-−–+])?(?P<currency>{_CURRENCY})?\s?(?P<inner>\()?(?P<sign3>[-−–+])?(?P<open>~|"
    rf"≈|>|<|≥|≤)?\s?$"
)
_RIGHT: Final = re.compile(
    r"""
    (?P<close>\))?
    (?:[\s-]?(?P<long>hundred\sthousand|hundred\smillion|hundred|thousand|million|billion|trillion
        |lakh|crore|millionen|milliarden?|tausend|mill?|mio|mrd|tsd|mln|bln|mn|bn|tn|trn)(?:s\b|\.(?!\d)|\b)
      |\s?(?P<short>[kKmMBbTt]|mm|MM)\b(?!['’-]))?
    (?P<close2>\))?
    (?:[\s-]?(?P<percent>%|‰|percent(?:age)?\s?points?\b|points\b(?=[^.]{0,40}(?:than|above|below|ahead|behind|[.;,]))|percentage\b|percent\b|per\s?cent\b|pct\b|prozent(?:punkt\w*)?\b|basispunkt\w*
        |p\.p\.|pps?\b|ppts?\b|bps?\b|basis[\s-]points?\b)
      |\s?(?P<times>[x×](?![\w])|[-\s]?fold\b|[\s-]?mal(?=\s(?:so|mehr|höher|größer)\b)|\stimes\b)
      |(?P<ordinal>st|nd|rd|th)\b
      |\s?(?P<currency>CURRENCY(?![A-Za-z\d]))
      |[\s-](?P<word>(?:us|u\.s\.|american|australian|canadian|new\szealand|hong\skong|singapore|mexican)\s(?:dollars?|pesos?)|(?:swedish|norwegian|danish)\skron(?:or|a|er|e)|indian\srupees?|dollars?|euros?|pfund|pounds\ssterling|pounds?|yen|swiss\sfrancs|(?:schweizer\s)?franken|francs|rupees?|kroner?|kron[oa]r?|yuan|renminbi|bucks|quid|sterling|won(?!\s(?:a|the|by|in)\b)|reais|zlotys?|rand|ro?ubles|shekels|baht)\b
      |\s?(?P<hundredth>cents?\b|¢|pence\b|p\b))?
    (?P<close3>\))?
    """.replace("CURRENCY", _CURRENCY),
    re.VERBOSE | re.IGNORECASE,
)
_NO_NOUN: Final = (
    "from|an?|than|since|in|to|per|ago|last|this|next|over|within|by|and|or|as|with|was|were|is|had"
)
_REACH: Final = 32
_TABLE_SCALE: Final = re.compile(
    r"\s?\((?:amounts?\s|figures\s|values\s|all\s|dollars\s|(?:USD|EUR|GBP|US\$|[$€£])\s)?(?:in\s)?"
    r"(?P<currency>CURRENCY)?\s?['’]?(?P<scale>thousand|million|billion|000)['’]?s?"
    r"(?:\s(?:of\s)?(?:[a-z]+\s)?(?:dollars|euros|pounds|yen|USD|EUR|GBP|JPY|CHF))?\)".replace(
        "CURRENCY", _CURRENCY
    ),
    re.IGNORECASE,
)
"""A scale as the head of a table tells it: `1,496.5 (in millions)`."""
_PERIOD_M: Final = re.compile(
    r"\s?(?:return|performance|high|low|rolling|period|chart|change|trailing)"
)


@dataclass(frozen=True, slots=True)
class Left:
    """What stands before a numeral; `start` is where it begins, `scale` multiplies."""

    start: int
    sign: Sign
    currency: str
    is_bracketed: bool
    scale: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Right:
    """What stands after a numeral; `scale` multiplies, `form` is how a share is written.

    `is_minus`: a bracket closes right behind the digits and a unit follows, as in `($12) million`.
    """

    end: int
    scale: Decimal
    form: str
    currency: str
    closes: bool
    is_minus: bool
    has_scale: bool


def look_left(text: str, start: int) -> Left:
    """Read sign and currency before a place."""
    base = max(0, start - _REACH)
    match = _LEFT.search(text[base:start])
    if match is None:
        return Left(start, "", "", False)
    named = [name for name in ("sign", "sign2", "sign3") if match[name]]
    if len(named) == 1 and _is_dash(text, base + match.start(named[0]), match[named[0]]):
        base += match.end(named[0])
        match, named = _LEFT.search(text[base:start]), []
        if match is None:
            return Left(start, "", "", False)
    marks = [match[name] for name in named]
    mark = marks[0].strip().lower() if marks else ""
    sign: Sign = "" if not mark else ("+" if mark in {"+", "plus"} else "-")
    raw = (match["currency"] or "").strip()
    begin = base + match.start() if (marks or raw or match["outer"] or match["inner"]) else start
    return Left(
        begin,
        sign if mark != "±" else "±",
        currency(raw),
        bool(match["outer"] or match["inner"]),
        _part_of_a_unit(raw),
    )


def _is_dash(text: str, place: int, mark: str) -> bool:
    """Whether a mark is punctuation: `it is modest – 1.9 %`, but not `the return was – 1.9 %`."""
    stands_free = text[place + 1 : place + 2] == " " and text[place - 1 : place] == " "
    return stands_free and mark in {"-", "−", "–"} and names(text, place)


def look_right(text: str, end: int, has_currency: bool, is_plain: bool) -> Right:
    """Read scale and unit after a place; `is_plain`: the numeral is a small whole number."""
    match = _RIGHT.match(text, end)
    if match is None:
        return Right(end, Decimal(1), "", "", False, False, False)
    stated = _TABLE_SCALE.match(text, end)
    if stated is not None:
        scale = Decimal(1).scaleb(_SCALES[stated["scale"].lower()])
        mark = currency((stated["currency"] or "").strip())
        return Right(stated.end(), scale, "", mark, False, False, True)
    word = (match["long"] or match["short"] or "").lower()
    if match["short"] and not _is_scale(text, match, has_currency, is_plain):
        return Right(
            end, Decimal(1), "period" if word in {"m", "t"} else "", "", False, False, False
        )
    power = _SCALES.get(re.sub(r"\s+", " ", word), 0)
    unit = match["currency"] or match["word"] or match["hundredth"] or ""
    part = Decimal("0.01") if match["hundredth"] else _part_of_a_unit(unit.strip())
    scale = Decimal(1).scaleb(power) * part
    return Right(
        match.end(),
        scale,
        _form(match),
        currency(unit.strip()),
        bool(match["close"] or match["close2"] or match["close3"]),
        bool(match["close"]) and bool(word or match["percent"]),
        bool(word),
    )


def _is_scale(text: str, match: re.Match[str], has_currency: bool, is_plain: bool) -> bool:
    letter = match["short"]
    if has_currency or match["currency"] or match["word"]:
        return True
    if _PERIOD_M.match(text, match.end("short")):
        return False
    is_attached = text[match.start("short") - 1].isdigit()
    return is_attached and not (is_plain and letter in {"m", "t", "b"})


def _form(match: re.Match[str]) -> str:
    if match["percent"]:
        word = match["percent"].lower()
        if word.startswith("b"):
            return "bps"
        return "permille" if word == "‰" else "percent"
    if match["times"]:
        return "times"
    return "ordinal" if match["ordinal"] else ("cent" if match["hundredth"] else "")


def currency(raw: str) -> str:
    """Return an ISO code, or the mark of a family of currencies, or nothing."""
    if not raw:
        return ""
    if raw in _PENCE:
        return "GBP"
    nation = raw.lower().rsplit(" ", 1)[0]
    if nation in _NATIONS:
        return _NATIONS[nation]
    found = _SYMBOLS.get(raw) or _SYMBOLS.get(raw.rstrip(".")) or _WORDS.get(raw.lower())
    return found or _HUNDREDTHS.get(raw.lower(), raw.upper())


def _part_of_a_unit(raw: str) -> Decimal:
    return Decimal("0.01") if raw in _PENCE else Decimal(1)


def same_currency(shown: str, known: str) -> bool:
    """Whether an amount shown in one currency can be one known to be in another."""
    if not shown or not known or shown == known:
        return True
    return known in _FAMILIES.get(shown, ()) or shown in _FAMILIES.get(known, ())


def nouns_after(text: str, end: int) -> list[str]:
    """Return up to three words after a place, in lower case, up to a stop."""
    tail = re.match(rf"(?:[\s-]+(?!(?:{_NO_NOUN})\b)[A-Za-zÄÖÜäöüß]+){{1,3}}", text[end : end + 48])
    return re.findall(r"[a-zäöüß]+", tail.group().lower()) if tail else []
