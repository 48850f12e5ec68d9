"""What is decided before a customer's data are handed over, and how it reads on the review page."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from textual.content import Content

from shopcrm.privacy.holding import Review, Withholding
from shopcrm.privacy.third_parties import Removal
from shopcrm.tui.text import line, plain
from shopcrm.tui.widgets.virtual_table import Column
from shopcrm.vault.refs import ref

OTHERS_COLUMNS = (Column("Out", 3), Column("Passage", 24), Column("Why it is offered"))
HELD_COLUMNS = (Column("In", 3), Column("What"), Column("Entries", 7, right=True))


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that may be about somebody else. out: whether it is taken out."""

    text: str
    why: str
    reason: str
    out: bool
    times: int = 0
    where: tuple[str, ...] = ()
    context: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A kind of record, or a document. reason: why it is kept back; blank where it goes in."""

    what: str
    title: str
    entries: int
    note: str = ""
    reason: str = ""


@dataclass(slots=True)
class Choices:
    """The passages and pieces of one review, with what was decided of each."""

    passages: list[Passage] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Choices":
        """As a draft kept them; `see` fills in the rest."""
        return cls([Passage(**one) for one in kept["passages"]], [Piece(**one) for one in kept["pieces"]])

    def kept(self) -> dict[str, Any]:
        """As JSON values, for a draft."""
        passages = [asdict(one) | {"where": (), "context": ()} for one in self.passages]
        return {"passages": passages, "pieces": [asdict(one) for one in self.pieces]}

    def see(self, review: Review) -> None:
        """What a new look at the records found; what was decided before stays, what was typed too."""
        before = {one.text.casefold(): one for one in self.passages}
        found = [
            Passage(one.text, one.why, one.reason, one.likely, one.times, one.where, one.context)
            for one in review.mentions
        ]
        met = {one.text.casefold() for one in found}
        typed = [one for key, one in before.items() if key not in met and one.out]
        self.passages = typed + [_decided(one, before.get(one.text.casefold())) for one in found]
        reasons = {one.what: one.reason for one in self.pieces}
        self.pieces = [
            Piece(one.what, one.title, one.entries, one.note, reasons.get(one.what, "")) for one in _pieces(review)
        ]

    def put(self, one: Passage | Piece) -> None:
        """Put what was decided of a passage or piece in its place; a new passage comes first."""
        if isinstance(one, Piece):
            self.pieces = [one if one.what == other.what else other for other in self.pieces]
        elif any(one.text.casefold() == other.text.casefold() for other in self.passages):
            self.passages = [one if one.text.casefold() == other.text.casefold() else other for other in self.passages]
        else:
            self.passages.insert(0, one)

    @property
    def removals(self) -> tuple[Removal, ...]:
        """What is to be taken out."""
        return tuple(Removal(one.text, one.reason) for one in self.passages if one.out)

    @property
    def withholdings(self) -> tuple[Withholding, ...]:
        """What is to be kept back."""
        return tuple(Withholding(one.what, one.reason) for one in self.pieces if one.reason)


def _decided(found: Passage, before: Passage | None) -> Passage:
    if before is None:
        return found
    return Passage(found.text, found.why, before.reason, before.out, found.times, found.where, found.context)


def _pieces(review: Review) -> Iterable[Piece]:
    for one in review.holding.categories:
        if one.rows:
            yield Piece(one.table, one.title, len(one.rows), f"Kept {one.kept}.")
    for file in review.holding.files:
        note = "Text: passages are taken out of it." if file.searched else "No text: nothing can be taken out of it."
        yield Piece(ref("F", file.id), file.name, 1, note)


def tally(review: Review, choices: Choices) -> Content:
    """How many passages go, and what goes by itself."""
    out = sum(one.out for one in choices.passages)
    back = sum(bool(one.reason) for one in choices.pieces)
    alone = sum(one.times for one in review.holding.redactions)
    words = f"{out} of {len(choices.passages)} passages go out; {back} kept back."
    if alone:
        words += f" Others' contact details out: {alone}."
    return plain(words, "$quiet")


def other_row(one: Passage) -> tuple[str, ...]:
    """One row of the passages."""
    return ("[x]" if one.out else "[ ]", one.text, one.why)


def held_row(one: Piece) -> tuple[str, ...]:
    """One row of what goes in."""
    title = f"{one.title} (kept back: {one.reason})" if one.reason else one.title
    return ("[ ]" if one.reason else "[x]", title, f"{one.entries:,}")


def peek_of_passage(one: Passage) -> list[Content]:
    """Where the marked passage stands, and what the report will say of it."""
    times = "" if not one.times else f"{one.times} x in {', '.join(one.where)}"
    does = "Taken out: " if one.out else "Stays. If taken out: "
    rows = [line((one.text, "bold"), ("   " + times, "$quiet")), line(does, (one.reason, "italic"))]
    return [*rows, *map(plain, one.context)]


def peek_of_piece(one: Piece) -> list[Content]:
    """What the marked piece is, and why it is kept back."""
    rows = [plain(one.title, "bold"), plain(one.note)]
    return [*rows, line("Kept back: ", (one.reason, "italic")) if one.reason else plain("Goes in.", "$quiet")]
