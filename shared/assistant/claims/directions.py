"""Whether the words around a figure call it a fall or a rise: then it needs no sign of its own."""

import re
from typing import Final, Literal

from shared.assistant.claims.figure import Figure

type Direction = Literal["", "down", "up"]

_NEAR: Final = 120
_AFTER: Final = 40
_FALL: Final = (
    r"f[ae]ll(?:s|en|ing)?|los(?:t|e[sd]?|ing|s(?:es)?)|down|declin\w*|decreas\w*|drop(?:s|p\w*)?|"
    r"dip(?:s|ped)?|shr[aiu]nk\w*|negative|minus|reduc\w+|lower(?:ed)?|below|less|fewer|shortfall|"
    r"deficit|contract(?:ed|ion)|outflows?|slid\w*|slipp?(?:ed|s|ing)?|slump\w*|tumbl\w*|plung\w*|"
    r"s[aiu]nk|shed|worsen\w*|weaken\w*|deteriorat\w*|(?<!of )cut|smaller|"
    r"narrow(?:ed|s|er)|under(?:shot|ran)|subtract\w*|retreat\w*|eas(?:ed|ing)|erod\w*|"
    r"(?:(?<=cash\s)|(?<=activities\s)|(?<=operations\s))(?:us(?:ed|es)|consumed|absorbed|"
    r"burn(?:ed|t)|spent)|"
    r"g(?:ave|iven) (?:back|up)|in the red|in negative territory|red ink|underwater|behind|fell "
    r"short|tighten\w*|compress(?:ed|ion)|squeez\w*|shorten\w*|devalu\w*|depreciated|taper\w*|"
    r"curtail\w*|curb(?:ed|s)|dent(?:ed|s)|drain(?:ed|s)|evaporat\w*|fad(?:ed|es)|moderat(?:ed|"
    r"es)|slow(?:ed|s)|"
    r"stumbl\w*|subsid\w*|surrender\w*|flatten\w*|worse\soff|poorer|hit(?=\sof)|losers?|"
    r"laggards?|detractors?|verlustbringer\w*|"
    r"plummet\w*|crash\w*|tank(?:ed|s|ing)|nosediv\w*|cool(?:ed|ing)|dwindl\w*|trimm?(?:ed|s|"
    r"ing)|slash\w*|"
    r"pared|pruned|(?:scal|pull|dial|roll)(?:ed|s|ing)? back|reced\w*|soften\w*|miss(?:ed|es)|"
    r"wan(?:ed|es)|"
    r"ebb(?:ed|s)|collaps\w*|halv(?:ed|ing)|crater\w*|bled|burn(?:ed|t)|wip(?:ed|es)|shav(?:ed|es)|"
    r"knock(?:ed|s)|haircut|setback|sagg?(?:ed|s)|trail(?:ed|s)|lagg?(?:ed|s)|underperform\w*|"
    r"baisse|recul\w*|"
    r"diminu\w*|perte|chut\w*|repli|cayó|caída|descen\w+|disminu\w*|baj(?:ó|aron|ada)|pérdidas?|"
    r"out of pocket|verl(?:or(?:en)?|ier\w+|ust(?:e[ns]?)?)|eingebüßt|gefallen|"
    r"f(?:ä|ie)l(?:lt|en)?|gesunken|"
    r"s(?:i|a)nk(?:t|en)?|abgenommen|weniger|niedriger|minus|rückgang|nachgegeben|schrumpf\w*|"
    r"(?:ge)?schrumpft|verringer\w*|reduzier\w*|gesenkt|senk(?:t|te|ten|ung)|gekürzt|kürz(?:t|te|"
    r"ung)|"
    r"zurückgegangen|gemindert|(?:ver)?minder(?:t|te|ung)|eingebrochen|einbruch|rutsch\w*|"
    r"abgerutscht|"
    r"sackte|abgesackt|stürz(?:t|te|ten)|abgestürzt|verschlechter\w*|verbillig\w*|abnahme|"
    r"fehlbetrag|"
    r"abfl(?:uss|üsse|oss|ossen)|negativ\w*|unter(?=\sde[mnr]\s)|büß(?:t|te|ten)"
)
_RISE: Final = (
    r"r[io]se[ns]?|rising|gr[eo]w(?:n|s|th|ing)?|gain(?:s|ed)?|up|increas\w*|climb\w*|add(?:ed|s|"
    r"ing"
    r"|itional)?|profits?|earn(?:ed|s)|improv\w*|jump\w*|surg\w*|advanc\w*|appreciat\w*|higher|"
    r"above|"
    r"more|larger|inflows?|expan(?:d\w*|sion)|exceed\w*|plus|positive|better(?:\soff)?|richer|"
    r"soar\w*|rall(?:y|ied)|"
    r"strengthen\w*|widen(?:ed|s)|made|won|accelerat\w*|escalat\w*|firm(?:ed|s)|boom(?:ed|s)|"
    r"multipl(?:ied|ies)|picked up|shot up|"
    r"regain\w*|recoup\w*|steepen\w*|snowball\w*|upp(?:ed)|rebound\w*|bounc\w*|recover\w*|"
    r"lea?p(?:ed|t|s)?|spik(?:ed|es)|swell\w*|"
    r"swollen|swelled|balloon\w*|mushroom\w*|(?:sky)?rocket\w*|boost\w*|lift(?:ed|s)|hik(?:ed|"
    r"es)|rais(?:ed|es|ing)|"
    r"outperform\w*|beat|bump(?:ed)? up|provided|generated|hausse|augment\w*|progress(?:é|ion)|"
    r"aument\w*|"
    r"subi(?:ó|da|eron)|crec\w+|(?:ge)?steiger\w*|erhöh\w*|anstieg\w*|zunahme|klettert?e?n?|"
    r"geklettert|"
    r"(?:ge)?sprung\w*|sprang\w*|verbesser\w*|verteuer\w*|wuchs(?:en)?|wachs\w*|gewachsen|"
    r"gew(?:onnen|innt?|ann|inne)|gestiegen|stieg(?:en)?|steigt|zugelegt|"
    r"zugenommen|höher|mehr|zuwachs|ahead|in profit"
)
_BEFORE: Final = re.compile(rf"\b(?:(?P<fall>{_FALL})|(?P<rise>{_RISE}))\b", re.IGNORECASE)
_LINK: Final = (
    r"yoy|y/y|q/q|year[\s-]o(?:ver|n)[\s-]year|annual|yearly|quarterly|monthly|net|overall|total|"
    r"sharp|"
    r"slight|small|modest|steep|operating|pre-?tax|percentage|points?|comprehensive|further|real|"
    r"cash|"
    r"big|large|relative|pp|market|price"
)
_END: Final = r"(?=\s*(?:[.,;:)!]|$))"
_PARTED_FALL: Final = (
    rf"(?:was\s|were\s)?(?:knocked|wiped|shaved|lopped|taken)\s(?:off|out)|hit{_END}|"
    rf"(?:nach|ab|ein|zurück){_END}|hinter(?=\sde[mnr])"
)
_PARTED_RISE: Final = rf"zu{_END}|vor(?=\sde[mnr])"
"""What German puts at the end: `gab um 2 % nach`, `legte um 2 % zu`."""
_BEHIND: Final = re.compile(
    rf"[)\s,]{{0,3}}(?:of\s\w+\s(?:was|were)\s|(?:was|were)\s)?(?:\(?an?\s|in\s)?"
    rf"(?:an\s(?:wert|boden)\s)?(?:(?:{_LINK})\s){{0,2}}?"
    rf"(?:(?P<fall>{_FALL}|used|off|{_PARTED_FALL})|(?P<rise>{_RISE}|{_PARTED_RISE}))\b",
    re.IGNORECASE,
)
# "more than 5 %" limits a figure; "fell from 56 to 44" tells two levels, neither of them a fall.
_LIMIT: Final = re.compile(
    r"\b(?:(?:more|less|lower|higher|fewer|greater|better|no\s+(?:more|less))\s+than|(?:just|"
    r"a\s+little"
    r"|slightly|well)\s+(?:above|below)|(?:up|down)\s+to|above|below)\s*[^\w]*$",
    re.IGNORECASE,
)
_HEDGES: Final = (
    r"(?:about\s|around\s|roughly\s|nearly\s|almost\s|just\s\w+\s|only\s|rund\s|etwa\s|knapp\s|"
    r"fast\s)?"
)
_LEVEL: Final = re.compile(
    rf"\b(?:from|to|at|auf|bei|reach(?:ed|ing)|was|were|is|are|totall?ed)\s+{_HEDGES}[^\w]*"
    r"(?:USD\s|EUR\s)?$",
    re.IGNORECASE,
)
_ONTO: Final = re.compile(r"\b(?P<onto>auf|at|to)\s(?:rund\s|etwa\s|knapp\s|fast\s|about\s)?\W*$")
_LOSS: Final = re.compile(
    r"\b(?:(?:loss(?:es)?|deficit|outflows?|shortfall|verlust\w*|fehlbetrag)\b(?:(?!\b(?:as|"
    r"while|and|but|when|"
    r"revenue|sales|income|profits?|gains?|und)\b)[^.;]){0,40}?\s(?:to|from|at|auf|von|bei)|"
    r"in\sthe\sred\sat|"
    r"negative\sterritory\sat)\s\W*$",
    re.IGNORECASE,
)
_TOLD: Final = re.compile(
    rf"\b(?:(?P<fall>{_FALL}|cash\sused)|(?P<rise>{_RISE}))\b(?:\s(?:in|of|from|"
    rf"for)\s[\w\s]{{1,40}}?"
    rf"|\samount)?\s(?:was|were|is|amount(?:s|ed)\sto|c[ao]mes?\sto|totall?ed|equals?|stood\sat|of|"
    rf"betr(?:ägt|ug)|l(?:iegt|ag)\sbei|bel(?:äuft|ief)\ssich\sauf)"
    rf"\s+(?:an?\s|the\s)?{_HEDGES}[^\w]*(?:USD\s|EUR\s)?$",
    re.IGNORECASE,
)
"""The change itself is the subject: `the decrease in sales was 12`."""
_NEXT: Final = re.compile(
    r"\s(?:from|to)\b|\s(?:by\s|of\s)?(?:about\s|around\s|roughly\s|some\s|nearly\s|almost\s)?"
    r"(?:[A-Z]{1,3}\s?)?[$€£¥~]?\(?[-−]?\d"
)
_COMPOUND: Final = re.compile(
    r"\b(?:credit\s)?loss(?:es)?[\s-](?:allowance|ratio|provision|reserve|rate|adjustment|"
    r"carry-?\s?forward|event|"
    r"contingenc|given\sdefault|absor|per\scent)\w*|\b(?:stop|non)[\s-]loss\b|"
    r"\blosses\sand\sexpenses\b|"
    r"\bless\b[^.;]{1,24},|\blosing\sstreaks?\b|\b(?:lower|reduced|decreased|smaller|weaker|"
    r"fewer)\s(?:\w+\s){1,3}of\b|"
    r"\bdeclin(?:ed|es|ing)\sto\s(?=[a-z])(?!(?:about|around|roughly|nearly|almost|just|only|"
    r"some|approximately|"
    r"an?|minus|negative|one|two|three|four|five|six|seven|eight|nine|ten)\b)|\bor\s(?:less|"
    r"fewer|more|higher|lower|above|below|later|over|under)\b|"
    r"\b(?:less|lower|short(?:er)?|long(?:er)?|more|higher)-(?:\w+)|\bup\s(?:to|until)\b|"
    r"\bnet\sof\s\w+\b|"
    r"\b(?:cost|tax)\sreduction\s(?:plan|program\w*)|\bnon-?negative\b|\bimpairments?\s(?:charge|"
    r"loss|test|of)\w*|"
    r"\b(?:lower|reduced|decreased|smaller|fewer|less|higher|increased|"
    r"larger)(?=\s(?:[a-z]+\s){1,3}(?:lifted|"
    r"raised|boosted|cut|reduced|lowered|pushed|brought|led|helped|drove|sent)\b)|"
    r"\b(?:after|despite|following|compared\swith)\s(?:an?\s|the\s)?(?:sharp\s|slight\s|small\s|"
    r"steep\s)?\w+"
    r"(?:\s(?:in|of|from)\s[\w\s]{1,24}?)?,",
    re.IGNORECASE,
)
"""Words of direction that only name a thing or another time: they say nothing of the figure."""
_OF_ANOTHER: Final = re.compile(
    r"\d\s?(?:%|percent|per\s?cent|percentage\spoints?|points?|basis\spoints|bps|pp|ppts?|"
    r"Prozent(?:punkte)?)\s"
    r"(?:less|more|lower|higher|fewer|smaller|larger|above|below|ahead|behind|under|over|weniger|"
    r"mehr|höher|"
    r"niedriger)\s(?:than|of|als)?",
    re.IGNORECASE,
)
"""A comparison that a figure before has: `12 points less than the Americas (31 %)`."""
_NEGATIVE: Final = re.compile(
    r"\bnegative\s(?:\w+\s)?(?:growth|gains?|profits?|increase|rise|appreciation)\b", re.IGNORECASE
)
_AFFIRMED: Final = re.compile(
    r"\?\s+(?:yes|yep|indeed|correct|ja|leider)\b[\s,:.–—-]*", re.IGNORECASE
)
"""A question whose answer is yes: what it asks is so."""
_STOP: Final = re.compile(
    r"(?<!i\.e)(?<!e\.g)(?<!vs)(?<!approx)[.;|?!\n](?!\d)(?![a-z]\.)|\([^():]{1,20}:|,\s(?:and|"
    r"but|while)\s|\b(?:while|whereas|but)\b"
)


def direction(text: str, figure: Figure) -> Direction:
    """Return what the words right before or behind a figure say of its direction."""
    is_level = _ONTO.search(text[max(0, figure.start - 16) : figure.start])
    if is_level and (is_level["onto"] == "auf" or text[figure.end : figure.end + 1] == ","):
        return "down" if _LOSS.search(text[max(0, figure.start - _NEAR) : figure.start]) else ""
    behind = _BEHIND.match(text[figure.end : figure.end + _AFTER])
    if behind is not None and not _starts_limit(text, figure.end + behind.start(), behind):
        return "down" if behind["fall"] else "up"
    before = _AFFIRMED.sub(" ", text[max(0, figure.start - _NEAR) : figure.start])
    before = _STOP.split(before)[-1]
    before = _OF_ANOTHER.sub("", _COMPOUND.sub("", _NEGATIVE.sub("negative", before)))
    told = _TOLD.search(before)
    if told is not None:
        return "down" if told["fall"] else "up"
    if _LEVEL.search(before):
        return "down" if _LOSS.search(before) else ""
    before = _LIMIT.sub("", before)
    cues = list(_BEFORE.finditer(before))
    if not cues:
        return ""
    return "down" if cues[-1]["fall"] else "up"


def _starts_limit(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether a word behind a figure belongs to the next one: `5 %, up from 4 %`, `5, up 3 %`."""
    after = text[start + len(match.group()) :]
    return _NEXT.match(after) is not None
