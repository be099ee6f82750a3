"""What DEGIRO's descriptions mean, in the languages it writes them in."""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Final


class Meaning(StrEnum):
    """What a line of the account statement is."""

    TRADE = "trade"
    CURRENCY = "currency"
    DIVIDEND = "dividend"
    RETURN_OF_CAPITAL = "return of capital"
    DIVIDEND_TAX = "dividend tax"
    TRANSACTION_COST = "transaction cost"
    FEE = "fee"
    TAX = "tax"
    INTEREST = "interest"
    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"
    GIFT = "gift"
    CASH_FUND = "cash fund"
    SWEEP = "sweep"
    RESERVATION = "reservation"


# The first that matches decides, so the more particular phrases stand first.
_PHRASES: Final[Sequence[tuple[Meaning, str]]] = (
    (Meaning.SWEEP, r"cash sweep|overboeking (van|naar)|uw geldrekening|your cash account"),
    (
        Meaning.SWEEP,
        r"processed flatex withdrawal|geldkonto bei flatex|compte espèces",
    ),
    (Meaning.RESERVATION, r"^reservation|^reservierung|^reserv"),
    (Meaning.CASH_FUND, r"monétaires|geldmarktf|money market|fundo monetário|fondo monetario"),
    (Meaning.DIVIDEND_TAX, r"dividend ?(belasting|tax|ensteuer)|withholding tax|quellensteuer"),
    (Meaning.DIVIDEND_TAX, r"(imp[ôo]ts?|impuesto|imposto|ritenuta|retenc|retención|tassa).*divid"),
    (Meaning.RETURN_OF_CAPITAL, r"kapitaalsuitkering|return of capital|kapitalrückzahlung"),
    (Meaning.DIVIDEND, r"^divid"),
    (Meaning.CURRENCY, r"^valuta (creditering|debitering)|^fx (credit|debit|withdrawal)"),
    (Meaning.CURRENCY, r"währungswechsel|cambio de divisa|(levantamento|cr.{1,2}dito) de divisa"),
    (Meaning.CURRENCY, r"opérations? de change|cambio valuta|(accredito|prelievo) divisa"),
    (Meaning.TRANSACTION_COST, r"transactiekosten|transaction (and/or|fee|cost)|transaktionsgeb"),
    (Meaning.TRANSACTION_COST, r"frais degiro de courtage|(comiss|costes|costi|tasas).*transa[cz]"),
    (
        Meaning.TAX,
        r"stamp duty|transactie ?belasting|transaction tax|transaktionssteuer|taxe ",
    ),
    (Meaning.FEE, r"aansluitingskosten|connection fee|handelsmodalit|conectividad|connexion"),
    (Meaning.FEE, r"corporate action|\badr\b|kosten|\bfees?\b|geb[üu]hr|frais|comiss|costi"),
    (Meaning.INTEREST, r"\brente\b|interest|zinsen|intérêts|intereses|interessi|juros"),
    (Meaning.GIFT, r"courtesy|promotion|promotie|cashback|bonus"),
    (Meaning.WITHDRAWAL, r"terugstorting|withdrawal|auszahlung|retrait|retirada"),
    (Meaning.WITHDRAWAL, r"levantamento|prelievo"),
    (Meaning.DEPOSIT, r"deposit|storting|einzahlung|versement|^ingreso|depósito|^sofort|^ideal"),
)
_COMPILED: Final = tuple((meaning, re.compile(text, re.IGNORECASE)) for meaning, text in _PHRASES)

_BUYS: Final = "koop|buy|kauf|achat|compra|acquisto|köp|kjøp|køb|osto|kupno"
_SELLS: Final = "verkoop|sell|verkauf|vente|venta|venda|vendita|sälj|salg|myynti|sprzedaż"
TRADE: Final = re.compile(
    rf"^(?:(?P<event>[^:@]{{3,60}}?)\s*:\s*)?(?P<side>{_BUYS}|{_SELLS})\s+"
    r"(?P<quantity>\d[\d.,\s\u00a0]*?)\s+(?P<name>[^@]*?)\s*@\s*(?P<price>[\d.,]+)\s+"
    r"(?P<unit>[A-Za-z]{3})\b",
    re.IGNORECASE,
)
_IS_BUY: Final = re.compile(rf"^({_BUYS})$", re.IGNORECASE)


def meaning_of(description: str) -> Meaning | None:
    """Return what a description says, None when it is not one we know."""
    match = TRADE.match(description)
    if match is not None and not _is_cash_fund(match["event"] or ""):
        return Meaning.TRADE
    return next((meaning for meaning, found in _COMPILED if found.search(description)), None)


def is_purchase(side: str) -> bool:
    """Say whether a trade's verb is one of buying."""
    return _IS_BUY.match(side) is not None


def _is_cash_fund(event: str) -> bool:
    return any(found.search(event) for meaning, found in _COMPILED if meaning is Meaning.CASH_FUND)
