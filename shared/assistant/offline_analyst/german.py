"""German: a question in the words the English rules read, figures and names as they stand."""

import re
from typing import Final

_WORDS: Final = re.compile(
    r"\b(?:ist|sind|war|waren|mein|meine|meinem|meiner|meinen|meines|wie|was|viel|viele|ich|"
    r"habe|hat|haben|und|der|die|das|den|dem|ein|eine|einen|welche|welcher|welches|warum|wann|seit|im|am|"
    r"letzten|letztes|letzter|dieses|diesem|jahr|nicht|gibt|mir|zeig|zeige|sollte|soll|depot|wert|"
    r"aktien|rendite|dividenden?|wenn|fällt|hallo|danke|hilfe|gewinn|gebühren|kosten|steuern|"
    r"risiko)\b",
    re.IGNORECASE,
)
_ENGLISH: Final = re.compile(
    r"\b(?:the|is|are|my|what|how|did|does|do|have|much|many|of|worth|why|when|which|should|i)\b",
    re.IGNORECASE,
)
_TABLE: Final = r"""
was ist mein (?:depot|portfolio) (?:heute |jetzt )?wert => what is my portfolio worth
was sind meine aktien (?:heute |jetzt )?wert => what is my portfolio worth
wie (?:hoch|viel) ist (?:mein|das) (?:depot|portfolio) (?:wert)? => what is my portfolio worth
wie viele? (?:ist|sind) (?:mein|meine) => how much is my
depotwert|gesamtwert => total value of my portfolio
wie viele? ([\w&.-]+)[- ]aktien (?:habe|besitze|halte) ich => how many \1 shares do I hold
wie viele aktien von ([\w&.-]+) (?:habe|besitze|halte) ich => how many shares of \1 do I hold
wie (?:gut |schlecht )?(?:läuft|lief) (?:mein )?(?:depot|portfolio)? => how did my portfolio perform
wie steht (?:es )?um mein (?:depot|portfolio) => how did my portfolio perform
wie hat sich (?:mein )?(.{2,30}?) entwickelt => how did my \1 perform
(?:welche|wie hohe) rendite => what return
rendite|wertentwicklung|performance => return
was ist (?:ein|eine|der|die|das) => what is a
was wäre,? wenn|was passiert,? wenn|was ist,? wenn => what if
(?:der |die )?markt um (\d+(?:[.,]\d+)?) ?(?:%|prozent) (?:fällt|fallen) => the market falls by \1%
(?:die )?(?:börse|märkte|kurse) um (\d+(?:[.,]\d+)?) ?% (?:fällt|fallen) => the market falls by \1%
soll(?:te)? ich => should I
schlusskurs|kurs|aktienkurs|preis => price
größte[nrs]? positione?n?|größte[nr]? aktie => largest position
kleinste[nrs]? position(?:en)? => smallest position
gewinn(?:e)?(?: gemacht)? => gain
verlust(?:e)? => loss
dividenden? => dividends
zinsen => interest
gebühren|kosten|provisionen => fees
wie viel steuern? (?:muss|werde) ich => how much tax will I pay
steuern? => taxes
risiko|riskant|riskanter? => risk
volatilität|schwankung(?:en)? => volatility
größter rückgang|maximaler verlust => drawdown
sektoren|sektor|branchen? => sector
länder|land => country
währungen|währung => currency
aufteilung|aufgeteilt|verteilt => allocation
bargeld|barbestand|cash => cash
eingezahlt|einzahlungen => contributions
durchschnittliche[rn]? kaufpreis|einstandspreis => average purchase price
wann habe ich (.{2,30}?) gekauft => when did I buy \1
wann habe ich (.{2,30}?) verkauft => when did I sell \1
transaktionen|umsätze|käufe => transactions
nachrichten => news about
vergleiche|im vergleich => compare
besser als => better than
warum (?:ist|sind|hat) => why did
gefallen|gesunken => fall
gestiegen => rise
bekommen|erhalten|bekam => received
gemacht|verdient => made
seit jahresbeginn => year to date
seit beginn|insgesamt => since inception
(?:im )?letzte[ns]? jahr => last year
(?:in )?diese[ms]? jahr => this year
(?:in der )?letzten? woche => last week
(?:im )?letzten monat => last month
gestern => yesterday
heute => today
im jahr => in
seit => since
in euro => in euros
in franken => in francs
in dollar => in dollars
wie viele => how many
wie viel => how much
wie => how
was => what
welche[rsn]? => which
warum => why
wann => when
habe ich|hatte ich => did I
hätte ich => would I have
ich => I
habe|hat|haben => have
ist|sind => is
war(?:en)? => was
meine[mnrs]?|mein => my
depots?|portfolios? => portfolio
aktien => shares
aktie => stock
wert => worth
kaufen|kaufe => buy
verkaufen|verkaufe => sell
und => and
oder => or
mit => with
von|vom => of
im|in der => in
am => on
der|die|das|den|dem => the
eine?[nmr]? => a
hallo|guten (?:tag|morgen|abend) => hello
danke => thanks
hilfe => help
zeige? mir => show me
januar => January
februar => February
märz => March
mai => May
juni => June
juli => July
oktober => October
dezember => December
"""
_PHRASES: Final = tuple(
    (re.compile(rf"\b(?:{german})(?!\w)", re.IGNORECASE), english)
    for german, english in (line.split(" => ") for line in _TABLE.strip().split("\n"))
)
PREFACE: Final = "*Ohne Sprachmodell antworte ich auf Englisch; die Zahlen sind geprüft.*"
NOT_UNDERSTOOD: Final = """\
Das habe ich nicht verstanden. Es ist kein Sprachmodell eingerichtet; ich beantworte häufige \
Fragen aus Ihren Daten, zum Beispiel:

- Was ist mein Depot wert? Wie viele Apple-Aktien habe ich?
- Wie hat sich mein Depot in diesem Jahr entwickelt?
- Wie viel Dividende habe ich letztes Jahr bekommen? Welche Gebühren habe ich bezahlt?
- Wie riskant ist mein Depot? Was passiert in einer Krise?
- Was war der Kurs von Apple gestern?"""
GREETING: Final = NOT_UNDERSTOOD.replace("Das habe ich nicht verstanden.", "Guten Tag.")


def is_german(text: str) -> bool:
    """Whether a question is in German, by its small words."""
    german, english = len(_WORDS.findall(text)), len(_ENGLISH.findall(text))
    return german > english and (german > 1 or len(text.split()) < 4)  # noqa: PLR2004


def in_english(text: str) -> str:
    """Return a German question in the words of the English rules."""
    text = re.sub(r"(?<=\d)\.(?=\s[A-ZÄÖÜ])", "", text)  # the 3. of January
    for pattern, english in _PHRASES:
        text = pattern.sub(english, text)
    return text
