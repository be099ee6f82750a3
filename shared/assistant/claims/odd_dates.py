"""Dates in spellings that may be something else, as ISO days: for texts that tell a known day."""

import re
from calendar import monthrange
from typing import Final

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janvier enero gennaio", "february feb februar février fevrier "
                "febrero",
            "march mar märz maerz mars marzo", "april apr avril abril aprile",
            "may mai mayo maggio", "june jun juni juin junio giugno",
            "july jul juli juillet julio luglio", "august aug août aout agosto",
            "september sept sep septembre septiembre settembre",
            "october oct okt oktober octobre octubre ottobre",
            "november nov novembre noviembre", "december dec dez dezember décembre decembre "
                "diciembre",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH: Final = rf"(?P<m>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b\.?"
_ENGLISH: Final = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first "
    "twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth twenty-seventh "
    "twenty-eighth "
    "twenty-ninth thirtieth thirty-first"
).split()
_GERMAN: Final = (
    "ersten zweiten dritten vierten fünften sechsten siebten achten neunten zehnten elften "
    "zwölften "
    "dreizehnten vierzehnten fünfzehnten sechzehnten siebzehnten achtzehnten neunzehnten "
    "zwanzigsten"
).split()
_DAYS: Final = {word: day for names in (_ENGLISH, _GERMAN) for day, word in enumerate(names, 1)}
_DAY_WORD: Final = "|".join(sorted(_DAYS, key=len, reverse=True))
_DAY: Final = rf"(?P<d>\d{{1,2}}|{_DAY_WORD})(?:st|nd|rd|th|er|\.)?"
_YEAR: Final = r"(?P<y>(?:19|20)\d\d|['’]?\d\d(?![\d%]|\s?(?:%|percent|million|shares)))(?!\w)"
_DAY_FIRST: Final = re.compile(
    rf"(?<![\w.,]){_DAY}(?:\sday)?[\s-](?:of\s|de\s|d['’])?{_MONTH},?[\s-](?:of\s|de\s|"
    rf"del\s)?{_YEAR}",
    re.IGNORECASE,
)
_MONTH_FIRST: Final = re.compile(
    rf"(?<!\w){_MONTH}[\s-](?:the\s)?{_DAY},?[\s-]{_YEAR}", re.IGNORECASE
)
_YEAR_FIRST: Final = re.compile(
    r"(?<![\w./-])(?P<y>(?:19|20)\d\d)(?:(?P<mark>[./])(?P<m>\d\d?)(?P=mark)(?P<d>\d\d?)|"
    r"(?P<m2>0[1-9]|1[0-2])(?P<d2>0[1-9]|[12]\d|3[01])|,?\s(?P<name>[A-Z][a-z]+)\s(?P<d3>\d\d?))"
    r"(?![\w/]|[.,]\d)"
)
_SHORT: Final = re.compile(
    r"(?<![\w./-])(?P<a>\d\d?)(?P<mark>[./-])(?P<b>\d\d?)(?P=mark)(?P<y>(?:19|20)?\d\d)(?![\w/-]|"
    r"[.,]\d)"
)
_YEAR_END: Final = re.compile(
    r"\b(?:(?:the\s)?(?:end|close|last\sday)\sof\s(?:the\syear\s|fiscal\s)?|"
    r"year[\s-]?end\s(?:of\s)?|"
    r"(?-i:Ende)\s(?:des\sJahres\s)?|New\sYear['’]s\sEve\s(?:of\s)?)(?P<y>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_MONTH_END: Final = re.compile(
    rf"\b(?:(?:the\s)?(?P<first>first|last)\sday\sof\s|(?:the\s)?(?:end|close)\sof\s|"
    rf"month[\s-]?end\s|(?-i:Ende)\s)"
    rf"{_MONTH},?\s(?P<y>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_YEAR_START: Final = re.compile(
    r"\b(?:(?:the\s)?(?:start|beginning|first\sday)\sof\s(?:the\syear\s)?|"
    r"New\sYear['’]s\sDay\s(?:of\s)?)"
    r"(?P<y>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_SHARED_YEAR: Final = re.compile(
    rf"(?<!\w){_MONTH}\s(?P<d>\d\d?)(?P<link>\s?(?:to|and|through|until|[-–])\s?)"
    rf"(?={_MONTH.replace('<m>', '<m2>')}\s\d\d?,?\s(?P<y>(?:19|20)\d\d))",
    re.IGNORECASE,
)
_SHARED_LATER: Final = re.compile(
    rf"(?<![\w.,])(?P<d>\d\d?)\.?\s{_MONTH}(?P<link>\s?(?:to|and|through|until|bis|und|"
    rf"[-–])\s?(?:zum\s)?)"
    rf"(?=\d\d?\.?\s{_MONTH.replace('<m>', '<m2>')},?\s(?P<y>(?:19|20)\d\d))",
    re.IGNORECASE,
)
_SHARED_DAY: Final = re.compile(
    r"(?P<first>(?:19|20)\d\d-(?P<day>\d\d-\d\d))(?P<link>,?\s(?:and|or|und|bzw\.)\s)(?P<y>(?:19|"
    r"20)\d\d)(?![-\w])"
)
_LAST_MONTH: Final = 12


def with_iso_days(text: str) -> str:
    """Write every date of a text that tells a day as `2019-11-12`."""
    text = _MONTH_END.sub(_month_end, text)
    text = _SHARED_YEAR.sub(r"\g<m> \g<d>, \g<y>\g<link>", text)
    text = _SHARED_LATER.sub(r"\g<d> \g<m> \g<y>\g<link>", text)
    text = _YEAR_END.sub(r"\g<y>-12-31", text)
    text = _YEAR_START.sub(r"\g<y>-01-01", text)
    for pattern in (_DAY_FIRST, _MONTH_FIRST):
        text = pattern.sub(_named, text)
    text = _SHORT.sub(_in_digits, _YEAR_FIRST.sub(_year_first, text))
    return _SHARED_DAY.sub(r"\g<first>\g<link>\g<y>-\g<day>", text)


def _month_end(match: re.Match[str]) -> str:
    year, month = int(match["y"]), _MONTHS[match["m"].lower()]
    is_first = (match["first"] or "").lower() == "first"
    return _iso(match["y"], month, 1 if is_first else monthrange(year, month)[1])


def _named(match: re.Match[str]) -> str:
    day = match["d"].lower()
    return _iso(match["y"], _MONTHS[match["m"].lower()], _DAYS.get(day) or int(day))


def _year_first(match: re.Match[str]) -> str:
    if match["name"]:
        month = _MONTHS.get(match["name"].lower())
        return _iso(match["y"], month, int(match["d3"])) if month else match.group()
    return _iso(match["y"], int(match["m"] or match["m2"]), int(match["d"] or match["d2"]))


def _in_digits(match: re.Match[str]) -> str:
    """Read `13/11/2019` and `12.11.19`; `12/11/2019` is American, with dots it is German."""
    first, second = int(match["a"]), int(match["b"])
    is_day_first = match["mark"] == "." or first > _LAST_MONTH
    day, month = (first, second) if is_day_first else (second, first)
    return _iso(match["y"], month, day)


def _iso(year: str, month: int, day: int) -> str:
    digits = year.lstrip("'’")
    return f"{digits if len(digits) > 2 else '20' + digits}-{month:02d}-{day:02d}"  # noqa: PLR2004
