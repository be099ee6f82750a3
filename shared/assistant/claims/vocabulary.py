"""Words of investing and what they point at: nouns that are counted, measures, directions."""

import re
from typing import Final

DURATIONS: Final = {
    word: unit
    for unit, words in {
        "day": "day days session sessions tag tage tagen",
        "week": "week weeks woche wochen",
        "month": "month months monat monate monaten",
        "quarter": "quarter quarters quartal quartale quartalen",
        "year": "year years yr yrs jahr jahre jahren",
        "hour": "hour hours stunden",
    }.items()
    for word in words.split()
}
COUNTED: Final = {
    word: unit
    for unit, words in {
        "holding": "holding holdings position positions stock stocks companies company "
        "securities security symbols "
        "symbol names constituents funds fund etfs instruments assets positionen wertpapiere "
        "unternehmen titel fonds",
        "transaction": "transaction transactions trade trades entry entries row rows buy buys "
        "sell sells purchase "
        "purchases sale sales orders order deposit deposits withdrawal withdrawals transaktion "
        "transaktionen käufe kauf verkäufe verkauf einzahlung einzahlungen auszahlung auszahlungen "
        "zinszahlung zinszahlungen",
        "payment": "payment payments dividends distributions payouts zahlung zahlungen dividenden",
        "share": "share shares units unit aktien aktie anteile anteilen stück",
        "lot": "lot lots",
        "sector": "sectors sector industries sektoren branchen",
        "country": "countries country länder ländern",
        "currency": "currencies währungen",
        "observation": "observations observation returns beobachtungen",
        "path": "paths simulations pfade pfaden",
        "person": "people employees customers users investors workers members analysts",
        "document": "documents passages articles filings sources reports results",
        "other": "inputs types kinds items categories segments plans stores facilities",
    }.items()
    for word in words.split()
}
COUNT_PATHS: Final = {
    "holding": re.compile(
        r"holdings|positions|symbols|slices|weights|contributions|effects|allocation|attribution|"
        r"items$|count$"
    ),
    "transaction": re.compile(r"transactions|trades|entries|drafts"),
    "payment": re.compile(r"payments|entries|expected|dividends"),
    "share": re.compile(r"quantity|shares"),
    "lot": re.compile(r"realised|lots|gains"),
    "sector": re.compile(r"slices|sectors"),
    "country": re.compile(r"slices|countries"),
    "currency": re.compile(r"slices|cash|currencies"),
    "observation": re.compile(r"observations|days"),
    "path": re.compile(r"paths"),
}
"""Where the number of what a noun counts is found: names of lists and fields."""

MEASURES: Final = {
    name: re.compile(rf"\b(?:{words})", re.IGNORECASE)
    for name, words in {
        "value": r"worth|value[sd]?|total|portfolio stands|hold\b|position|balance|"
        r"wert\b|gesamtwert|bestand|"
        r"barbestand",
        "gain": r"gain|profit|loss|lost|made|earned|\bup\b|\bdown\b|return|result|appreciat|"
        r"gew[io]nn|verl[ou]|unrealisier|realisier",
        "return": r"return|performance|perform|gain|loss|lost|lose|drop|declin|up\b|down\b|rose|"
        r"fell|grew|time-weighted|money-weighted|"
        r"twr|xirr|irr|annuali[sz]ed|a year|per year|beat|lag|ahead|behind|against|versus|"
        r"outperform|underperform|rendite|im Jahr|gestiegen|gefallen|zeitgewichtet|geldgewichtet|"
        r"gesamtrendite|kursrendite|gewinn|verl[ou]|hinter|vor\b",
        "weight": r"weight|share\b|make[s]? up|made up|account|allocat|concentrat|of (?:the|your) "
        r"portfolio|per ?cent of|% of|percentage|largest|biggest|holding|"
        r"invested|gewicht|anteil|größte|kleinste|zusammen|"
        r"barbestand|auf dem Konto|mach(?:t|en)\b.{1,40}\baus\b|des (?:Portfolios|Depots)",
        "price": r"price|clos|trad(?:e[sd]?|ing) at|quot|worth|cost[s]?|high|low|open|"
        r"at\b|kurs|schloss|"
        r"schlusskurs|schluss|kaufpreis|je Aktie|zu\b",
        "cost": r"cost|paid|basis|invested|purchase|average|bought|einstand|kaufpreis|gekauft|kost",
        "volatility": r"volatil|deviation|swing|schwank",
        "drawdown": r"drawdown|fall|fell|declin|peak|trough|worst|deepest|drop|lost|recover|"
        r"rückgang|aufgeholt",
        "var": r"var\b|value at risk|at risk|one day|lose|loss|bad day",
        "cvar": r"cvar|shortfall|tail|worst days|conditional",
        "ratio": r"sharpe|sortino|calmar|information ratio|risk-adjusted|ratio",
        "market": r"beta|alpha|tracking|correlat|market|benchmark|moves with",
        "concentration": r"hhi|concentrat|herfindahl|diversif",
        "risk": r"risk|contribut",
        "income": r"income|dividend|interest|yield|paid|payout|distribut|received|withh|"
        r"erträge|zinsen|"
        r"dividende|ausschütt|eingebracht|gezahlt",
        "fee": r"fee|commission|charge|cost|gebühr",
        "tax": r"tax|withh|steuer|einbehalten",
        "quantity": r"share|quantity|unit|stock|hold|own|bought|sold|buy|sell|aktie|halten|"
        r"kauf|verkauf",
        "rate": r"rate|exchange|fx|convert|worth|per\b|buys|currency|wechselkurs|"
        r"referenzkurs|sind\b",
        "change": r"change|rose|fell|gain|up\b|down\b|move|lost|drop|increase|decrease|"
        r"grew|declin|climb|gestiegen|gefallen|gewonnen|verloren|veränder|bedeutet",
        "contribution": r"contribut|put in|paid in|invested|deposit|net\b|eingezahlt|einzahl|netto",
        "probability": r"probab|chance|likel|odds|risk|percentile|wahrscheinlich",
    }.items()
}
_KEYS: Final = (
    ("weight", r"weight|^share$|current$|optimal$|target|before$|after$"),
    ("contribution", r"contribut|deposit|withdraw"),
    ("volatility", r"volatil"),
    ("drawdown", r"drawdown|depth"),
    ("cvar", r"cvar"),
    ("var", r"(?:^|_)var_"),
    ("ratio", r"sharpe|sortino|calmar|information_ratio"),
    ("market", r"beta|alpha|tracking|correl"),
    ("concentration", r"hhi|effective"),
    ("risk", r"risk"),
    ("income", r"dividend|interest|yield|income|per_share|last_twelve"),
    ("fee", r"fee|commission"),
    ("tax", r"tax"),
    ("probability", r"probab"),
    ("return", r"twr|xirr|return"),
    ("change", r"change"),
    ("gain", r"gain|profit|realised"),
    ("cost", r"cost|average_price"),
    ("price", r"price|close|open$|high|low$"),
    ("value", r"value|worth|proceeds"),
    ("quantity", r"quantity|shares|units"),
    ("rate", r"rate|fx_effect"),
)
_KEY_PATTERNS: Final = tuple((name, re.compile(pattern)) for name, pattern in _KEYS)

DOWN: Final = re.compile(
    r"\b(?:f[ae]ll(?:s|en|ing)?|lost|lose[sd]?|losing|loss(?:es)?|down|declin\w*|decreas\w*|"
    r"dropp?\w*|dip\w*|shrank|shrunk|"
    r"negative|minus|reduc\w+|lower|below|behind|lag\w*|trail\w*|underperform\w*|outflow\w*|"
    r"deficit|short(?:fall)?|cut|slid|slump\w*|"
    r"withdr\w+|worse|weak\w*|costs?|cost you|drag\w*|detract\w*|subtract\w*|less|fewer|took|"
    r"gave up|shed|gap|difference|chang\w*|verl(?:or(?:en)?|ust\w*)|"
    r"gefallen|gesunken|fiel\w*|minus|"
    r"rückgang|hinter|gekostet|gebühren|entnommen|veränderung|auszahlung\w*|"
    r"drawdown|adverse|deteriorat\w*|contract(?:ed|ion)|tumbl\w*|plung\w*|sank|sunk|sold)\b",
    re.IGNORECASE,
)
ROSE: Final = re.compile(
    r"\b(?:rose|risen|rise[s]?|grew|grown|grow[s]?|gained|gain[s]?|up|increas\w*|climb\w*|added|"
    r"adding|profit\w*|earned|"
    r"improv\w*|jump\w*|surg\w*|advanc\w*|appreciat\w*|made|gestiegen|"
    r"gewonnen|gewinn\w*|stieg\w*|eingebracht|eingezahlt)\b",
    re.IGNORECASE,
)
FELL: Final = re.compile(
    r"\b(?:fell|fallen|falls|lost|lose[s]?|declined?|decreased?|dropped|drops|slid|tumbled|"
    r"plunged|loss of|down|shed|decline|decrease|drop|verlust\w*|verloren)\b",
    re.IGNORECASE,
)
GENERAL: Final = re.compile(
    r"\b(?:typical(?:ly)?|usual(?:ly)?|in general|generally|historically|for example|for "
    r"instance|e\.g\.|such as|suppose|imagine|"
    r"rule of thumb|by convention|conventional(?:ly)?|often|commonly|most (?:funds|investors|"
    r"people|brokers)|is defined|"
    r"defined as|means that|would mean|hypothetical(?:ly)?|say,|if (?:you|a|an|the|its|it)|"
    r"let'?s say|consider|many|any|"
    r"considered|regarded|traditional(?:ly)?|trading days a year|confidence)\b",
    re.IGNORECASE,
)
OWNED: Final = re.compile(
    r"\b(?:your?|yours|my|mine|our|you(?:'ve| have| hold| own| made| lost))\b", re.IGNORECASE
)
SUPERLATIVE: Final = re.compile(
    r"\b(?:largest|biggest|highest|smallest|lowest|best|worst|most|least|top|main|heaviest|"
    r"leading|deepest|latest|newest|last|"
    r"first|oldest|next|recent|dearest|cheapest|each|every|remaining|rest|"
    r"peak|trough|größte\w*|höchste\w*|kleinste\w*|"
    r"niedrigste\w*|beste\w*|schlechteste\w*|letzte\w*|erste\w*|jede\w*|"
    r"tiefste\w*|meisten|zuletzt)\b",
    re.IGNORECASE,
)

CUES: Final = {
    "sum": re.compile(
        r"\b(?:sum|total|together|combined|altogether|in all|overall|plus|add(?:s|ed|ing)?|both|"
        r"aggregate|jointly|makes? up|account(?:s|ed)? for|top|zusammen|insgesamt|"
        r"summe|netto)\b",
        re.IGNORECASE,
    ),
    "difference": re.compile(r"\b(?:difference|more|less|fewer|gap|higher|lower|above|below|"
    r"ahead|behind|over|under|exceed\w*|net|after|minus|beat|lag\w*|trail\w*|"
                             r"spread|change\w*|rose|fell|grew|increas\w*|decreas\w*|declin\w*|"
                             r"gain\w*|lost|los[st]|outperform\w*|underperform\w*|remain\w*|"
                             r"left|shrank|dropp\w*|up|down|points?|excess|from|"
                             r"prozentpunkte|vor|hinter|mehr|weniger|weniger)\b", re.IGNORECASE),
    "ratio": re.compile(r"\b(?:ratio|times|percent|per ?cent|share|of|proportion|fraction|"
    r"multiple|as much|yield|portion|makes? up|represent\w*|twice|double|half|third|quarter|"
    r"fold|per|each|a share)\b|%|[x×]", re.IGNORECASE),
    "growth": re.compile(r"\b(?:change\w*|rose|fell|grew|growth|grow\w*|increas\w*|decreas\w*|"
    r"declin\w*|gain\w*|lost|loss|return\w*|up|down|higher|lower|more|less|doubl\w*|tripl\w*|"
    r"dropp\w*|shrank|above|below|from|climb\w*|jump\w*|halv\w*)\b", re.IGNORECASE),
    "mean": re.compile(r"\b(?:average\w*|mean|median|typical\w*|per (?:month|year|quarter|holding|"
    r"position|trade)|a (?:month|year|quarter)|monthly|yearly|annual\w*|each)\b", re.IGNORECASE),
    "annual": re.compile(r"\b(?:cagr|compound\w*|annuali[sz]ed|per year|a year|annually|yearly|"
    r"per annum|p\.a\.)", re.IGNORECASE),
    "rest": re.compile(r"\b(?:rest|remain\w*|other|others|everything else|left|outside|not in|"
    r"non-)\b", re.IGNORECASE),
    "product": re.compile(r"\b(?:at|worth|value\w*|convert\w*|cost\w*|times|×|for|would|"
    r"proceeds|make|buy\w*|sell\w*|equals?|is)\b", re.IGNORECASE),
}  # fmt: skip


_QUALIFIERS: Final = (
    (
        re.compile(r"money.weighted|geldgewichtet|xirr|\birr\b|internal rate", re.IGNORECASE),
        re.compile(r"xirr|irr|money_weighted"),
    ),
    (
        re.compile(r"time.weighted|zeitgewichtet|\btwr\b", re.IGNORECASE),
        re.compile(r"twr|time_weighted|cumulative"),
    ),
    (
        re.compile(r"simple return|on (?:the )?contributions", re.IGNORECASE),
        re.compile(r"simple|return_on"),
    ),
    (
        re.compile(r"price return|kursrendite|(?:without|ohne) divid", re.IGNORECASE),
        re.compile(r"price_return"),
    ),
    (
        re.compile(
            r"annuali[sz]ed|annualisiert|per year|p\.a\.|"
            r"(?<!in )(?<!within )\ba year\b(?! ago| earlier| later| before| after)",
            re.IGNORECASE,
        ),
        re.compile(r"annual|xirr|irr|cagr|expected|mean|yield|rate"),
    ),
)
"""Words that leave no choice among several returns, and the fields they mean."""


def is_qualified(clause: str, key: str) -> bool:
    """Whether a field is one of those that a clause's own words leave."""
    wanted = [keys for words, keys in _QUALIFIERS if words.search(clause)]
    return not wanted or any(keys.search(key) for keys in wanted)


def measure_of(key: str) -> str:
    """Return which measure a field's name stands for, or nothing."""
    return next((name for name, pattern in _KEY_PATTERNS if pattern.search(key)), "")
