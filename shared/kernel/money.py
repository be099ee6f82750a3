"""Currencies and exact decimals.

Money and quantities are `Decimal` everywhere but in analytics, strings on disk and on the wire.
Minor-unit quotations (London pence, South African cents, Israeli agorot) become the major unit
once, at the parser.
"""

from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from typing import Final

from shared.kernel.errors import InvalidInput

# ISO 4217 active codes with the number of minor-unit digits where it is not 2.
_ACTIVE: Final = frozenset(
    (
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD "
        "BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN "
        "ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD "
        "IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD "
        "MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD "
        "OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP "
        "SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD "
        "UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG"
    ).split()
)
# Currencies that exist in history (ECB rates, old statements) but are no longer issued.
_HISTORIC: Final = frozenset(
    (
        "ATS BEF CYP DEM EEK ESP FIM FRF GRD HRK IEP ITL LTL LUF LVL MTL NLG PTE ROL SIT "
        "SKK TRL ZWL"
    ).split()
)
_DIGITS: Final = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
}
# Quotation units that are a hundredth of a currency.
_MINOR: Final = {
    "GBp": "GBP",
    "GBX": "GBP",
    "GBx": "GBP",
    "ZAc": "ZAR",
    "ZAC": "ZAR",
    "ILA": "ILS",
    "ILa": "ILS",
}

# The largest quantity times the largest price and rate has more digits than the usual 28.
_WIDE: Final = Context(prec=120, rounding=ROUND_HALF_EVEN)

_MOST_DIGITS: Final = 30
_MOST_MAGNITUDE: Final = 20

ZERO: Final = Decimal(0)


def currency_code(value: str) -> str:
    """Return an ISO 4217 code in upper case.

    Raises: InvalidInput for anything that is no currency; minor units (`GBp`) are not currencies.
    """
    code = value.strip().upper()
    if value.strip() in _MINOR or (code not in _ACTIVE and code not in _HISTORIC):
        raise InvalidInput(f"{value[:20]!r} is not an ISO 4217 currency code", "invalid_currency")
    return code


def major_unit(quotation: str) -> tuple[str, Decimal]:
    """Return the currency of a quotation unit and the factor to multiply its prices by.

    `GBp` → (`GBP`, 0.01); `USD` → (`USD`, 1).
    """
    if quotation in _MINOR:
        return _MINOR[quotation], Decimal("0.01")
    return currency_code(quotation), Decimal(1)


def minor_digits(currency: str) -> int:
    """Return how many decimals amounts of a currency have (JPY 0, USD 2, KWD 3)."""
    return _DIGITS.get(currency, 2)


def round_money(amount: Decimal, currency: str) -> Decimal:
    """Round an amount to its currency's minor unit, half to even."""
    return amount.quantize(Decimal(1).scaleb(-minor_digits(currency)), context=_WIDE)


def parse_decimal(text: str) -> Decimal:
    """Read a finite plain decimal (`-1234.5`).

    Raises: InvalidInput for anything else: NaN, infinities, thousands separators, over 30 digits.
    """
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise InvalidInput(f"{text[:40]!r} is not a number", "invalid_number") from error
    digits, magnitude = len(value.as_tuple().digits), abs(value.adjusted())
    if not value.is_finite() or digits > _MOST_DIGITS or magnitude > _MOST_MAGNITUDE:
        raise InvalidInput(f"{text[:40]!r} is out of range", "invalid_number")
    return value


def plain(value: Decimal) -> str:
    """Write a decimal without exponent or trailing zeros (`1E+3` → `1000`, `1.50` → `1.5`)."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text
