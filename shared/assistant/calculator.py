"""An exact calculator: rational arithmetic over a small grammar, nothing is ever evaluated as code.

    sum     := product (('+' | '-') product)*
    product := power (('*' | '/') power | '(' sum ')')*      2(3) is a product
    power   := sign ('^' power)?                             right to left
    sign    := ('-' | '+') sign | postfix
    postfix := atom '%'?                                     a per cent sign divides by 100
    atom    := number | '(' sum ')' | name '(' sum (',' sum)* ')'

Numbers may carry thousands separators, a currency sign and a scale (`$1,452.4 million`, `36bn`);
within a function's brackets, where a comma parts arguments, thousands separators are refused.
Square brackets and braces are brackets; `×`, `÷`, `–` and `**` mean what they show. Names: sum,
avg, min, max, abs, round, sqrt, median, cagr(first, last, years), change(first, last).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction
from typing import Final

from shared.kernel.errors import InvalidInput

LONGEST: Final = 1_000
_DEEPEST: Final = 60
_MOST_POWER: Final = 1_000
_MOST_BITS: Final = 20_000
_DIGITS: Final = Context(prec=34)
_SCALES: Final = {
    "thousand": 3, "k": 3, "million": 6, "m": 6, "mn": 6, "mio": 6, "billion": 9, "bn": 9, "b": 9,
    "trillion": 12, "tn": 12, "hundred": 2,
}  # fmt: skip
_TOKEN: Final = re.compile(
    r"\s*(?:(?P<number>"
    r"(?:\d{1,3}(?:,\d{2,3})*,\d{3}(?!\d)(?:\.\d+)?|\d+(?:\.\d*)?|\.\d+)"
    r"(?:[eE][-+]?\d{1,3}(?![\w.]))?)"
    r"(?:\s?(?P<scale>thousand|million|billion|trillion|hundred|mio|mn|bn|tn|[kKmMbB])"
    r"s?(?![A-Za-z(]))?"
    r"|(?P<name>[a-z_]+)(?=\s*\()|(?P<mark>\*\*|[-+*/^(),%]))",
    re.IGNORECASE,
)
_ALIKE: Final = str.maketrans(
    {"[": "(", "]": ")", "{": "(", "}": ")", "×": "*", "·": "*", "÷": "/", "∕": "/", "−": "-",
     "–": "-", "—": "-", "﹣": "-", "％": "%", "，": ",", "\u00a0": " ", "\u202f": " "}
)  # fmt: skip
_MONEY: Final = re.compile(
    r"(?:US|CA|AU|HK|C|A)?\$|[€£¥₹]|\b(?:USD|EUR|GBP|CHF|JPY|CAD|AUD|Rs\.?)\b"
)
_TIMES: Final = re.compile(r"(?<=[\d)%])\s*[xX]\s*(?=[\d(.$])")


@dataclass(frozen=True, slots=True)
class Answer:
    """A result: exact, and as a decimal of at most 34 digits. `expression` is what was read."""

    expression: str
    exact: Fraction
    value: Decimal
    is_exact: bool


def calculate(expression: str) -> Answer:
    """Evaluate an expression.

    Raises: InvalidInput saying where it cannot be read, or why it has no value.
    """
    tidy = _tidy(expression)
    tokens = _tokens(tidy)
    result = _Parser(tokens).whole()
    with localcontext(_DIGITS) as context:
        context.clear_flags()
        value = Decimal(result.numerator) / Decimal(result.denominator)
    return Answer(tidy, result, value, Fraction(value) == result)


def rounded(value: Fraction | Decimal, places: int) -> Decimal:
    """Round half away from zero, as people do."""
    with localcontext(_DIGITS):
        number = (
            Decimal(value.numerator) / Decimal(value.denominator)
            if isinstance(value, Fraction)
            else value
        )
        return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _tidy(expression: str) -> str:
    if len(expression) > LONGEST:
        raise InvalidInput(f"An expression has at most {LONGEST} characters", "expression_too_long")
    text = expression.translate(_ALIKE).split("=")[0]
    text = _TIMES.sub("*", _MONEY.sub("", text))
    return _balanced(re.sub(r"\s+", " ", text).strip())


def _balanced(text: str) -> str:
    """Add the brackets that people forget at either end."""
    depth = lowest = 0
    for mark in text:
        depth += (mark == "(") - (mark == ")")
        lowest = min(lowest, depth)
    return "(" * -lowest + text + ")" * (depth - lowest)


type _Token = tuple[str, str, int]


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise InvalidInput(
                f"{text[at : at + 20]!r} at character {at + 1} is no part of an expression",
                "bad_expression",
            )
        kind = "number" if match["number"] else ("name" if match["name"] else "mark")
        word = match["number"] or match["name"] or match["mark"]
        if match["scale"]:
            word = f"{word} {match['scale'].lower()}"
        found.append((kind, "^" if word == "**" else word, match.start(kind)))
        at = match.end()
    return found


class _Parser:
    """Reads tokens from left to right, one function a line of the grammar."""

    def __init__(self, tokens: Sequence[_Token]) -> None:
        self._tokens = [*tokens, ("end", "", -1)]
        self._at = 0
        self._depth = 0
        self._calls = 0

    def whole(self) -> Fraction:
        value = self._sum()
        if self._tokens[self._at][0] != "end":
            raise self._unexpected()
        return value

    def _sum(self) -> Fraction:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise InvalidInput("The expression is nested too deeply", "bad_expression")
        value = self._product()
        while (mark := self._take("+", "-")) is not None:
            term = self._product()
            value = value + term if mark == "+" else value - term
        self._depth -= 1
        return value

    def _product(self) -> Fraction:
        value = self._power()
        while True:
            mark = self._take("*", "/")
            if mark is None and self._peek() != "(":
                return value
            factor = self._power()
            value = value / _divisor(factor) if mark == "/" else _small(value * factor)

    def _power(self) -> Fraction:
        base = self._sign()
        return _power(base, self._power()) if self._take("^") else base

    def _sign(self) -> Fraction:
        mark = self._take("-", "+")
        if mark is None:
            return self._postfix()
        # -2^2 is -4, as on paper.
        value = self._power()
        return -value if mark == "-" else value

    def _postfix(self) -> Fraction:
        value = self._atom()
        return value / 100 if self._take("%") else value

    def _atom(self) -> Fraction:
        kind, word, _ = self._tokens[self._at]
        if kind == "number":
            if self._calls and "," in word:
                raise InvalidInput(
                    f"{word!r} could be one number or several: in a function's brackets, write "
                    "thousands without a comma and put a space after each comma",
                    "bad_expression",
                )
            self._at += 1
            return _number(word)
        if kind == "name":
            self._at += 1
            return self._call(word.lower())
        if self._take("("):
            value = self._sum()
            self._expect(")")
            return value
        raise self._unexpected()

    def _call(self, name: str) -> Fraction:
        function = _FUNCTIONS.get(name)
        if function is None:
            known = ", ".join(sorted(_FUNCTIONS))
            raise InvalidInput(
                f"There is no function {name[:20]!r}; there are {known}", "bad_expression"
            )
        self._expect("(")
        self._calls += 1
        arguments = [self._sum()]
        while self._take(","):
            arguments.append(self._sum())
        self._calls -= 1
        self._expect(")")
        return function(name, arguments)

    def _peek(self) -> str:
        kind, word, _ = self._tokens[self._at]
        return word if kind == "mark" else ""

    def _take(self, *marks: str) -> str | None:
        word = self._peek()
        if word not in marks:
            return None
        self._at += 1
        return word

    def _expect(self, mark: str) -> None:
        if self._take(mark) is None:
            raise self._unexpected(mark)

    def _unexpected(self, wanted: str = "a number") -> InvalidInput:
        kind, word, place = self._tokens[self._at]
        where = "at the end" if kind == "end" else f"instead of {word!r} at character {place + 1}"
        return InvalidInput(f"The expression needs {wanted} {where}", "bad_expression")


def _number(word: str) -> Fraction:
    digits, _, scale = word.partition(" ")
    return Fraction(digits.replace(",", "")) * 10 ** _SCALES.get(scale, 0)


def _divisor(value: Fraction) -> Fraction:
    if value == 0:
        raise InvalidInput("The expression divides by zero", "division_by_zero")
    return value


def _small(value: Fraction) -> Fraction:
    if value.numerator.bit_length() + value.denominator.bit_length() > _MOST_BITS:
        raise InvalidInput("The result has too many digits", "result_too_large")
    return value


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator == 1:
        if abs(exponent.numerator) > _MOST_POWER:
            raise InvalidInput(f"Exponents go up to {_MOST_POWER}", "result_too_large")
        bits = base.numerator.bit_length() + base.denominator.bit_length()
        if bits * abs(exponent.numerator) > _MOST_BITS:
            raise InvalidInput("The result has too many digits", "result_too_large")
        if exponent < 0:
            base = _divisor(base)
        return base**exponent.numerator
    return _root(base, exponent)


def _root(base: Fraction, exponent: Fraction) -> Fraction:
    """Return a broken power, to 34 digits: it is rational only by chance."""
    if base < 0:
        raise InvalidInput("A negative number has no such power", "no_value")
    if base == 0:
        return Fraction(0)
    with localcontext(_DIGITS):
        number = Decimal(base.numerator) / Decimal(base.denominator)
        power = Decimal(exponent.numerator) / Decimal(exponent.denominator)
        if abs(number.ln() * power) > _MOST_POWER:
            raise InvalidInput("The result has too many digits", "result_too_large")
        result = Fraction(number**power)
    # A root that is a whole fraction is found exactly: 1.21 ^ (1/2) is 1.1.
    near = result.limit_denominator(10**9)
    is_exact = (
        exponent.denominator <= _DEEPEST and near**exponent.denominator == base**exponent.numerator
    )
    return near if is_exact else result


def _exactly(count: int, name: str, values: Sequence[Fraction]) -> Sequence[Fraction]:
    if len(values) != count:
        raise InvalidInput(f"{name} takes {count} numbers, not {len(values)}", "bad_expression")
    return values


def _median(_name: str, values: Sequence[Fraction]) -> Fraction:
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _round(name: str, values: Sequence[Fraction]) -> Fraction:
    places = _exactly(2, name, values)[1] if len(values) > 1 else Fraction(0)
    if places.denominator != 1 or abs(places) > _DEEPEST // 2:
        raise InvalidInput("round takes a whole number of places up to 30", "bad_expression")
    scaled = values[0] * Fraction(10) ** places.numerator
    whole = (abs(scaled) * 2 + 1) // 2
    return Fraction(whole if scaled >= 0 else -whole) / Fraction(10) ** places.numerator


def _cagr(name: str, values: Sequence[Fraction]) -> Fraction:
    first, last, years = _exactly(3, name, values)
    return _power(last / _divisor(first), 1 / _divisor(years)) - 1


def _change(name: str, values: Sequence[Fraction]) -> Fraction:
    first, last = _exactly(2, name, values)
    return (last - first) / abs(_divisor(first))


_FUNCTIONS: Final[Mapping[str, Callable[[str, Sequence[Fraction]], Fraction]]] = {
    "sum": lambda _name, values: sum(values, Fraction(0)),
    "avg": lambda _name, values: sum(values, Fraction(0)) / len(values),
    "average": lambda _name, values: sum(values, Fraction(0)) / len(values),
    "mean": lambda _name, values: sum(values, Fraction(0)) / len(values),
    "median": _median,
    "min": lambda _name, values: min(values),
    "max": lambda _name, values: max(values),
    "abs": lambda name, values: abs(_exactly(1, name, values)[0]),
    "sqrt": lambda name, values: _power(_exactly(1, name, values)[0], Fraction(1, 2)),
    "round": _round,
    "cagr": _cagr,
    "change": _change,
}
