"""Numbers as they are typed into a form, other than amounts."""

from decimal import Decimal, InvalidOperation

from shopcrm.errors import InvalidValue


def percent_of(typed: str) -> Decimal | None:
    """A percentage from 0 to 100; None where no percent sign says so. Raises InvalidValue for another number."""
    if not typed.rstrip().endswith("%"):
        return None
    number = typed.strip().removesuffix("%").strip()
    try:
        percent = Decimal(number) if number.isascii() else Decimal(-1)
    except InvalidOperation:
        percent = Decimal(-1)
    if not percent.is_finite() or not 0 <= percent <= 100:
        raise InvalidValue("discount", "That is not a percentage.", "Type one from 0% to 100%, such as 10%.")
    return percent


def quantity_of(typed: str) -> int:
    """A whole number from 1 on; raises InvalidValue for anything else."""
    if not typed.isascii() or not typed.isdigit() or int(typed) < 1:
        raise InvalidValue("quantity", "That is not a quantity.", "Type a whole number such as 1 or 12.")
    return int(typed)
