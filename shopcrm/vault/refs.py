"""Short references that a person can say aloud: C-1042 customer, O-1042 order. The number is the record's id."""

import re
from dataclasses import dataclass
from typing import Annotated

from shopcrm.errors import InvalidValue

KINDS = {
    "C": "customer",
    "O": "order",
    "R": "return",
    "T": "ticket",
    "P": "product",
    "F": "document",
    "I": "import",
    "N": "note",
    "M": "merge",
    "B": "breach",
    "D": "data request",
    "A": "reminder",
}
"""What each letter stands for."""

_REFERENCE = re.compile(r"([A-Z])-?(\d{1,18})")


@dataclass(frozen=True, slots=True)
class Ref:
    """Marks an id, as parameter or result, with the letter of its reference, so that both fronts speak of `C-1042`."""

    letter: str


CustomerId = Annotated[int, Ref("C")]
OrderId = Annotated[int, Ref("O")]
ReturnId = Annotated[int, Ref("R")]
TicketId = Annotated[int, Ref("T")]
ProductId = Annotated[int, Ref("P")]
DocumentId = Annotated[int, Ref("F")]
ImportId = Annotated[int, Ref("I")]
NoteId = Annotated[int, Ref("N")]
MergeId = Annotated[int, Ref("M")]
BreachId = Annotated[int, Ref("B")]
RequestId = Annotated[int, Ref("D")]
ReminderId = Annotated[int, Ref("A")]


def ref(letter: str, record_id: int) -> str:
    """The reference of a record: ``ref("O", 1042)`` is ``O-1042``."""
    return f"{letter}-{record_id}"


def looks_like_ref(text: str) -> bool:
    """Whether the text is a reference, in any case, with or without the dash."""
    found = _REFERENCE.fullmatch(text.strip().upper())
    return found is not None and found[1] in KINDS


def parse_ref(text: str, letter: str | None = None) -> tuple[str, int]:
    """The letter and id of a reference; raises InvalidValue for anything else, or for another letter than asked."""
    found = _REFERENCE.fullmatch(text.strip().upper())
    if found is None or found[1] not in KINDS:
        raise InvalidValue("ref", f"{text!r} is not a reference.", "References look like C-1042 or O-1042.")
    if letter is not None and found[1] != letter:
        raise InvalidValue("ref", f"{text!r} is not a reference to a {KINDS[letter]}.", f"It starts with {letter}-.")
    return found[1], int(found[2])
