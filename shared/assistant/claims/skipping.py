"""Digits that are no figures: markup, addresses, names that carry a number."""

import re
from typing import Final

from shared.assistant.claims.scripts import WORD
from shared.assistant.claims.taken import Taken

_NAMES: Final = (
    r"S&P\s?(?:100|400|500|600|1500)|Russell\s?[123]000|FTSE\s?\d+|NASDAQ[\s-]?100|Dow(?: "
    r"Jones)?\s?30|"
    r"(?:Euro )?Stoxx\s?\d+|DAX\s?\d*|CAC\s?40|Nikkei\s?225|ASX\s?\d+|TSX\s?\d+|TOPIX\s?\d+|"
    r"IBEX\s?35|"
    r"(?:Form\s)?(?:10|8|20|6)-[KQF](?:/A)?\b|401\(?k\)?|403\(?b\)?|529 plans?|MiFID\s?\d+|24/7|"
    r"COVID-19|"
    r"(?:Items?|Notes?|Sections?|Steps?|Figures?|Tables?|Pages?|Chapters?|Rules?|Articles?|IFRS|"
    r"ASC|IAS|"
    r"Topic|Form|Level|Tier|Type|Web|Version|Class|Phase|Part|§)\s?\d+(?:\.\d+)*[A-Z]?\b|"
    r"\b(?:one|two|three|four|five) of (?:the|your|its)\b(?= many)"
)
_SKIP: Final = re.compile(
    r"https?://[^\s)>\]]+|www\.\S+|(?<![\w.+-])[\w.+-]+@[\w-]+\.\w+"
    r"|\]\([^)\n]*\)"  # the target of a link
    r"|\[\^?\d{1,3}(?:\s?[,–-]\s?\d{1,3})*\]"  # [1], [^2], [1, 2]
    r"|\[t\d+(?:/[^\]\s]*)?(?:[,;]\s?t\d+(?:/[^\]\s]*)?)*\]"  # evidence by address
    r"|(?m:^[ \t>]*\d{1,3}[.)](?=\s))"  # the number of a list item
    r"|(?m:^[ \t]*\|?[ \t:|-]{3,}\|?[ \t]*$)"  # the rule under a table's head
    r"|&#?\w+;"
    rf"|(?i:{_NAMES})"
    r"|\b\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?\b"  # times of day
    r"|\b(?!\d{1,3}(?:\.\d{3})+\b)\d+\.\d+\.\d+(?:\.\d+)*\b(?!,\d)"  # versions
    rf"|(?<!{WORD})(?=[A-Za-z])(?=(?:{WORD}|-){{0,80}}\d)(?![OoIl\d]+(?!{WORD}))"
    rf"[A-Za-z]{WORD}*(?:-[A-Z\d]{WORD}*)*(?!{WORD})"  # H100, US0378331005
    r"|\b(?:ISIN|CUSIP|WKN|CIK|ID)[:\s]+\S+",
    re.DOTALL,
)
_DATED: Final = re.compile(
    r"\.(?:19|20)\d\d$|(?:FY|H[12]|Q[1-4])\s?\d*$|^(?:19|20)\d\d-\d\d", re.IGNORECASE
)
_MONEY: Final = re.compile(r"^(?:USD|EUR|GBP|CHF|JPY|CAD|AUD|US|CA|HK|AU)\d", re.IGNORECASE)


def skipped(text: str) -> Taken:
    """Return the places in which digits say nothing."""
    taken = Taken(text)
    for match in _SKIP.finditer(text):
        if not _DATED.search(match.group()) and not _MONEY.match(match.group()):
            taken.take(*match.span())
    return taken
