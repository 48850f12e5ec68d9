"""The yearly self-audit: questions in plain words, answers, and what is to be put right (UK GDPR Arts 5(2) and 24)."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args

from shopcrm.errors import InvalidValue, NotFound, Refused
from shopcrm.privacy.registers.audit_questions import QUESTIONS, Question
from shopcrm.shop.tickets import typed
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Row, Tx
from shopcrm.workdays import add_months

EVERY_MONTHS = 12
Answer = Literal["yes", "partly", "no", "does_not_apply"]
ANSWERS = {"yes": "Yes", "partly": "Partly", "no": "No", "does_not_apply": "Does not apply"}
_NEEDS_WORDS = ("partly", "no")


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its answer, None while it has none. note: what will be done, or how it is known."""

    key: str
    group: str
    asked: str
    why: str
    rule: str
    answer: Answer | None
    note: str


@dataclass(frozen=True, slots=True)
class Audit:
    """A self-audit. finished_on: None while it is being done."""

    id: int
    begun_on: str
    finished_on: str | None
    staff: str
    answers: tuple[Answered, ...]

    @property
    def open(self) -> int:
        """How many questions have no answer yet."""
        return sum(one.answer is None for one in self.answers)

    @property
    def to_put_right(self) -> tuple[Answered, ...]:
        """What was answered with no or partly."""
        return tuple(one for one in self.answers if one.answer in _NEEDS_WORDS)


@write("audits.begin", role=Role.MANAGER)
def begin(tx: Tx) -> int:
    """Begin the self-audit of this year; answers the number of the one under way where there is one already."""
    under_way = tx.maybe("SELECT id FROM audits WHERE finished_on IS NULL")
    if under_way:
        found: int = under_way[0]
        return found
    made = tx.insert("INSERT INTO audits (begun_on, staff_id) VALUES (?, ?)", (tx.today.isoformat(), tx.staff.id))
    tx.note(audit=made)
    return made


@write("audits.answer", role=Role.MANAGER)
def answer(tx: Tx, audit: int, question: str, said: Answer, note: str = "") -> None:
    """Answer a question; again, until the audit is finished. A no or a partly says what will be done about it.

    Raises InvalidValue for no such question or a missing word, Refused for an audit that is finished.
    """
    _must_be_under_way(tx, audit)
    asked = next((one.asked for one in QUESTIONS if one.key == question), None)
    if asked is None:
        raise InvalidValue("question", "There is no such question.", "The self-audit lists them.")
    if said not in get_args(Answer):
        raise InvalidValue("said", "That is no answer.", f"{', '.join(get_args(Answer))}.")
    words = typed.block("note", note, "What you will do about it" if said in _NEEDS_WORDS else "")
    tx.run(
        "INSERT INTO audit_answers (audit_id, question, asked, answer, note, at) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (audit_id, question) DO UPDATE SET asked = excluded.asked, answer = excluded.answer,"
        " note = excluded.note, at = excluded.at",
        (audit, question, asked, said, words, tx.stamp),
    )
    tx.note(audit=audit, question=question, answer=said)


@write("audits.finish", role=Role.MANAGER)
def finish(tx: Tx, audit: int) -> None:
    """Finish a self-audit. Raises Refused while a question has no answer."""
    _must_be_under_way(tx, audit)
    left = card(tx, audit).open
    if left:
        raise Refused(
            f"{left} {'question has' if left == 1 else 'questions have'} no answer yet.",
            "“Does not apply” is an answer too.",
        )
    tx.change_one("UPDATE audits SET finished_on = ? WHERE id = ?", (tx.today.isoformat(), audit))
    tx.note(audit=audit)
    tx.offer_undo("Finish the self-audit", reopen, audit)


@write("audits.reopen", role=Role.MANAGER)
def reopen(tx: Tx, audit: int) -> None:
    """Go on with a self-audit that was finished too soon. Raises Refused while another one is under way."""
    if tx.maybe("SELECT id FROM audits WHERE finished_on IS NULL"):
        raise Refused("Another self-audit is under way.", "Finish that one first.")
    tx.change_one("UPDATE audits SET finished_on = NULL WHERE id = ?", (audit,))
    tx.note(audit=audit)


@read("audits.card", role=Role.MANAGER)
def card(tx: Tx, audit: int) -> Audit:
    """A self-audit with every question; raises NotFound.

    One under way asks what is asked today; a finished one shows what was asked then.
    """
    row = tx.maybe(
        "SELECT begun_on, finished_on, staff.name FROM audits JOIN staff ON staff.id = staff_id WHERE audits.id = ?",
        (audit,),
    )
    if row is None:
        raise NotFound("There is no such self-audit.", "Privacy, Training and self-audit lists them.")
    said = {
        values[0]: values
        for values in tx.all("SELECT question, asked, answer, note FROM audit_answers WHERE audit_id = ?", (audit,))
    }
    questions = {one.key: one for one in QUESTIONS if row[1] is None or one.key in said}
    answers = [_answered(one, said.get(one.key)) for one in questions.values()]
    dropped = [Question(key, "Asked before", "", "", "") for key in sorted(said.keys() - questions.keys())]
    answers += [_answered(one, said[one.key]) for one in dropped]
    return Audit(audit, row[0], row[1], row[2], tuple(answers))


@read("audits.listed", role=Role.MANAGER)
def listed(tx: Tx) -> tuple[Audit, ...]:
    """Every self-audit, the latest first."""
    return tuple(card(tx, row[0]) for row in tx.all("SELECT id FROM audits ORDER BY begun_on DESC, id DESC"))


def due_on(tx: Tx) -> date | None:
    """When the next self-audit is due: a year after the last was finished; None where none ever was."""
    last: str | None = tx.value("SELECT max(finished_on) FROM audits")
    return add_months(date.fromisoformat(last), EVERY_MONTHS) if last else None


def _answered(question: Question, said: Row | None) -> Answered:
    """A question in the words of its answer, where it has one."""
    blank = Answered(question.key, question.group, question.asked, question.why, question.rule, None, "")
    return replace(blank, asked=said[1], answer=said[2], note=said[3]) if said else blank


def _must_be_under_way(tx: Tx, audit: int) -> None:
    row = tx.maybe("SELECT finished_on FROM audits WHERE id = ?", (audit,))
    if row is None:
        raise NotFound("There is no such self-audit.", "Begin one.")
    if row[0] is not None:
        raise Refused("That self-audit is finished.", "Begin the next one.")
