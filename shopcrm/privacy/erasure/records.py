"""What is asked of an erasure, what it would do, and what it did."""

from dataclasses import dataclass
from datetime import date

from shopcrm.vault.refs import CustomerId


@dataclass(frozen=True, slots=True)
class ErasureDraft:
    """Erase a customer for good.

    confirm: the surname, typed (of a business its name). reason: why, without the person's name. request: the data
    request that it answers. anyway: in spite of what the plan says is still open.
    """

    customer: CustomerId
    confirm: str
    reason: str = ""
    request: int | None = None
    anyway: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of record: how many, and why this becomes of them. until: the last day of what is kept."""

    category: str
    rows: int
    reason: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something still open that speaks against erasing now, and what to do about it first."""

    what: str
    do: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What erasing a customer would do; nothing is written.

    typed: what has to be typed to confirm. recipients: who had details from the shop and is to be told (Art 19).
    kept_until: the last day on which anything of her purchases is kept under her number; None where nothing is.
    """

    customer: CustomerId
    name: str
    typed: str
    deleted: tuple[Line, ...]
    anonymised: tuple[Line, ...]
    kept: tuple[Line, ...]
    kept_until: date | None
    obstacles: tuple[Obstacle, ...]
    warnings: tuple[str, ...]
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Certificate:
    """That a customer was erased, and how; it names nobody. at: a stamp, UTC."""

    customer: CustomerId
    at: str
    staff: str
    reason: str
    request: int | None
    deleted: tuple[Line, ...]
    anonymised: tuple[Line, ...]
    kept: tuple[Line, ...]
    kept_until: date | None
    recipients: tuple[str, ...]
