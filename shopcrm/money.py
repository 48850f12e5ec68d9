"""Money as integer minor units with an ISO 4217 currency; never a float."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from shopcrm.errors import InvalidValue

LARGEST = 10**15
"""The largest amount, in minor units, that the shop accepts: ten trillion pounds is a typing slip."""

_DECIMALS = {"BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3} | dict.fromkeys(
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(), 0
)
_CURRENCIES = frozenset(
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP "
    "CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG "
    "HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL "
    "MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR "
    "RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD "
    "TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG "
    "ANG BGN CUC HRK SLL ZWL".split()
)
"""What people pay in (ISO 4217, 2026; no funds, metals or test codes); last, what ended since 2021, for old orders."""
_SYMBOLS = {"GBP": "£", "EUR": "€", "USD": "$", "JPY": "¥"}
_ARITHMETIC = re.compile(r"[\d.\s*+-]+")


def decimals(currency: str) -> int:
    """How many digits the minor unit of `currency` has (ISO 4217)."""
    return _DECIMALS.get(currency, 2)


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An exact amount: `minor` units (pence) of `currency`."""

    minor: int
    currency: str

    def __str__(self) -> str:
        return show(self.minor, self.currency)


def check_currency(code: str) -> str:
    """The currency code in capitals; raises InvalidValue for what is not the code of a currency in use (ISO 4217)."""
    folded = code.strip().upper()
    if folded not in _CURRENCIES:
        raise InvalidValue(
            "currency", f"{code!r} is not the code of a currency.", "Use its three letters, such as GBP, EUR or USD."
        )
    return folded


def check_amount(minor: int, field: str = "amount") -> int:
    """`minor` itself when its size is believable; raises InvalidValue otherwise."""
    if abs(minor) > LARGEST:
        raise InvalidValue(field, "That amount is too large to be right.", "Check the number of digits.")
    return minor


def to_minor(amount: Decimal, currency: str, field: str = "amount") -> int:
    """A decimal amount in major units as minor units, halves rounded away from zero."""
    if not amount.is_finite() or amount.adjusted() > 15:
        raise InvalidValue(field, "That amount is too large to be right.", "Check the number of digits.")
    scaled = amount.scaleb(decimals(currency)).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return check_amount(int(scaled), field)


def to_major(minor: int, currency: str) -> Decimal:
    """Minor units as an exact decimal in major units, for files and reports."""
    return Decimal(minor).scaleb(-decimals(currency))


def show(minor: int, currency: str) -> str:
    """An amount as the shopkeeper writes it: ``£1,234.50``, ``-€3.00``, ``CHF 12.00``."""
    sign, places = "-" if minor < 0 else "", decimals(currency)
    whole, part = divmod(abs(minor), 10**places)
    digits = f"{whole:,}.{part:0{places}}" if places else f"{whole:,}"
    return f"{sign}{_SYMBOLS.get(currency, currency + ' ')}{digits}"


def parse_typed(text: str, currency: str, field: str = "amount") -> int:
    """An amount typed at the counter, arithmetic included: ``£3.50``, ``3*4.50``, ``10-2.5``; minor units.

    Raises InvalidValue for anything that is not a sum of products of plain numbers.
    """
    cleaned = text.strip().replace(_SYMBOLS.get(currency, "\0"), "").replace(",", "").strip()
    if not cleaned or len(cleaned) > 60 or not _ARITHMETIC.fullmatch(cleaned):
        raise InvalidValue(field, "That is not an amount.", "Type a number such as 12.50, or a sum such as 3*4.50.")
    if _finer_than(decimals(currency), cleaned):
        raise InvalidValue(
            field,
            f"{cleaned} has more digits after the point than {currency} has.",
            "Type it anew.",
        )
    try:
        return to_minor(_sum_of_products(cleaned.replace(" ", "")), currency, field)
    except InvalidOperation:
        raise InvalidValue(
            field, "That is not an amount.", "Type a number such as 12.50, or a sum such as 3*4.50."
        ) from None


def _finer_than(places: int, number: str) -> bool:
    """Whether one plain number, no sum, has more places than that: typed behind what stood there, as a rule."""
    whole, _, part = number.partition(".")
    return part.isdigit() and whole.lstrip("-").isdigit() and len(part) > places


def _sum_of_products(expression: str) -> Decimal:
    total = Decimal(0)
    for sign, term in re.findall(r"([+-]?)([^+-]+|$)", expression):
        if not term:
            if sign:
                raise InvalidOperation
            continue
        product = Decimal(1)
        for factor in term.split("*"):
            product *= Decimal(factor)
        total += -product if sign == "-" else product
    return total


def split(total: int, weights: Sequence[int]) -> list[int]:
    """`total` minor units shared out in proportion to `weights` by largest remainder; the parts sum to `total` exactly.

    Equal shares where every weight is zero. Weights must not be negative.
    """
    if not weights:
        return []
    basis = list(weights) if any(weights) else [1] * len(weights)
    whole = sum(basis)
    sign = -1 if total < 0 else 1
    parts = [abs(total) * weight // whole for weight in basis]
    remainders = sorted(range(len(basis)), key=lambda i: (-(abs(total) * basis[i] % whole), i))
    for index in remainders[: abs(total) - sum(parts)]:
        parts[index] += 1
    return [sign * part for part in parts]
