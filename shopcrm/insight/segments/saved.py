"""Segments saved by name, and everything that can be asked about a segment by its name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from shopcrm.errors import InvalidValue, NotFound, Refused
from shopcrm.insight.segments import finding, rules
from shopcrm.insight.segments.groups import BY_NAME, BY_TITLE, GROUPS, Group
from shopcrm.insight.segments.rules import Parts, to_text
from shopcrm.plain_text import clean_line
from shopcrm.vault.refs import CustomerId
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx
from shopcrm.workdays import add_months

LONGEST_NAME = 60
MOST_SAVED = 200
FOUR_WEEKS = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Segment:
    """A saved segment. rules: as plain data; words: in a sentence."""

    id: int
    name: str
    rules: dict[str, Any]
    words: str


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A saved segment in the list: who fits today, and how many did when it was last counted a month ago or so."""

    id: int
    name: str
    words: str
    customers: int
    before: int | None
    before_on: str | None


@dataclass(frozen=True, slots=True)
class Member:
    """A customer of a segment."""

    customer: CustomerId
    name: str


@write("segments.save", role=Role.ASSISTANT)
def save(tx: Tx, name: str, rules: Any, segment: int | None = None) -> int:
    """Save rules under a name, as a new segment or over an earlier one; answers its number.

    Raises InvalidValue for a name that is taken or rules that cannot be, Refused where segments ask for each other.
    """
    held, called = finding.parsed(rules), _checked_name(tx, name, segment)
    finding.check(tx, held, segment)
    text = to_text(held)
    if segment is None:
        if int(tx.value("SELECT count(*) FROM segments")) >= MOST_SAVED:
            raise Refused(f"There are {MOST_SAVED} segments already.", "Remove one that you no longer need.")
        segment = tx.insert(
            "INSERT INTO segments (name, rules, created_at, updated_at, staff_id) VALUES (?, ?, ?, ?, ?)",
            (called, text, tx.stamp, tx.stamp, tx.staff.id),
        )
        tx.offer_undo("Save a segment", remove, segment)
    else:
        before = card(tx, segment)
        tx.change_one(
            "UPDATE segments SET name = ?, rules = ?, updated_at = ? WHERE id = ?", (called, text, tx.stamp, segment)
        )
        tx.offer_undo("Change a segment", save, before.name, before.rules, segment)
    tx.note(segment=segment)
    return segment


@write("segments.remove", role=Role.ASSISTANT)
def remove(tx: Tx, segment: int) -> None:
    """Remove a saved segment; no customer changes. Raises Refused where another segment asks for it."""
    before = card(tx, segment)
    for number, name, text in tx.all("SELECT id, name, rules FROM segments"):
        asks = [test.value for test in rules.conditions_in(rules.from_text(text)) if test.field == "segment"]
        if number != segment and str(segment) in asks:
            raise Refused(f"The segment “{name}” asks for this one.", "Change or remove that one first.")
    tx.change_one("DELETE FROM segments WHERE id = ?", (segment,))
    tx.note(segment=segment)
    tx.offer_undo("Remove a segment", save, before.name, before.rules)


@read("segments.card", role=Role.ASSISTANT)
def card(tx: Tx, segment: int) -> Segment:
    """A saved segment; raises NotFound for none."""
    row = tx.maybe("SELECT id, name, rules FROM segments WHERE id = ?", (segment,))
    if row is None:
        raise NotFound("There is no such segment any more.", "Look at the list again.")
    held = rules.from_text(row[2])
    return Segment(row[0], row[1], rules.plain(held), finding.words(tx, held))


@read("segments.listed", role=Role.ASSISTANT)
def listed(tx: Tx) -> tuple[SegmentRow, ...]:
    """The saved segments by name, each counted now."""
    rows, book = [card(tx, number) for (number,) in tx.all("SELECT id FROM segments ORDER BY name")], finding.Book(tx)
    return tuple(
        SegmentRow(one.id, one.name, one.words, finding.count_only(book, rules.parse(one.rules)), *_before(tx, one.id))
        for one in rows
    )


@read("segments.members", role=Role.ASSISTANT)
def members(tx: Tx, name: str) -> tuple[Member, ...]:
    """A segment's customers, by name. name: a group's, or a saved segment's; raises NotFound where there is none."""
    names: dict[int, str] = dict(tx.all("SELECT id, name FROM customers WHERE status = 'active'"))
    return tuple(Member(customer, names[customer]) for customer in member_ids(tx, name))


@read("segments.member_ids", role=Role.ASSISTANT)
def member_ids(tx: Tx, name: str) -> list[int]:
    """The ids of a segment's customers, by name of the customer. name: a group's, or a saved segment's.

    Raises NotFound for a segment that there is not.
    """
    return finding.found(tx, rules_of(tx, name))


@read("segments.own_rules", role=Role.ASSISTANT)
def own_rules(tx: Tx, name: str) -> dict[str, Any] | None:
    """The rules of a saved segment as plain data; None for a group. Raises NotFound as `members` does."""
    return None if _group_named(name) is not None else rules.plain(rules_of(tx, name))


def rules_of(tx: Tx, name: str) -> Parts:
    """The rules of a segment by its name: a group's own or one that was saved; raises NotFound."""
    meant, group = clean_line(name), _group_named(name)
    if group is not None:
        return Parts("all", (rules.Condition("group", "is", group.name),))
    row = tx.maybe("SELECT rules FROM segments WHERE name = ?", (meant,))
    if row is None:
        known = [one.title for one in GROUPS] + [one for (one,) in tx.all("SELECT name FROM segments ORDER BY name")]
        raise NotFound(f"There is no segment {meant!r}.", f"These there are: {', '.join(known[:20])}.")
    return rules.from_text(row[0])


def _group_named(name: str) -> Group | None:
    meant = clean_line(name)
    return BY_TITLE.get(meant.casefold()) or BY_NAME.get(meant)


def counts(tx: Tx) -> Sequence[tuple[str, int]]:
    """Every group, as it was kept last, and saved segment with its customers now; as kept each day."""
    people: dict[str, int] = dict(tx.all("SELECT name, count(*) FROM customer_groups GROUP BY name"))
    book, saved = finding.Book(tx), tx.all("SELECT id, rules FROM segments")
    groups = ((one.name, people.get(one.name, 0)) for one in GROUPS)
    return [*groups, *((str(number), finding.count_only(book, rules.from_text(text))) for number, text in saved)]


def _before(tx: Tx, segment: int) -> tuple[int | None, str | None]:
    """How many a segment had when it was last counted four weeks ago or earlier, and on which day."""
    earlier = tx.maybe(
        "SELECT customers, day FROM segment_counts WHERE segment = ? AND day BETWEEN ? AND ? ORDER BY day DESC LIMIT 1",
        (str(segment), add_months(tx.today, -13).isoformat(), (tx.today - FOUR_WEEKS).isoformat()),
    )
    return earlier or (None, None)


def _checked_name(tx: Tx, name: str, segment: int | None) -> str:
    called = clean_line(name)
    if not called or len(called) > LONGEST_NAME:
        raise InvalidValue("name", "A segment needs a name of up to 60 letters.", "Type one, such as Best of LS6.")
    if _group_named(called) is not None:
        raise InvalidValue("name", "That is the name of a group.", "Choose another name.")
    if tx.maybe("SELECT id FROM segments WHERE name = ? AND id IS NOT ?", (called, segment)):
        raise InvalidValue("name", "Another segment has that name.", "Choose another name.")
    return called
