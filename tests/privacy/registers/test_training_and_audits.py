"""The training diary and the yearly self-audit."""

from datetime import date

import pytest

from shopcrm.errors import InvalidValue, NotFound, Refused
from shopcrm.privacy.registers import audits, training
from shopcrm.privacy.registers.audit_questions import QUESTIONS
from shopcrm.privacy.registers.training import TrainingDraft
from shopcrm.vault.registry import read
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import Vault
from tests.vault.rules import run

FIRST = TrainingDraft("2026-03-02", "Robin Marsh", training.TOPICS[0], "The regulator's video", 30)


@read("test_registers.due")
def due(tx: Tx) -> tuple[date | None, date | None]:
    return training.due_on(tx), audits.due_on(tx)


def test_training_is_due_a_year_after_the_last(vault: Vault) -> None:
    assert vault.read(due) == (None, None)
    vault.write(training.record, FIRST)
    vault.write(training.record, TrainingDraft("2026-05-31", "Kim", "Phishing"))
    assert vault.read(due)[0] == date(2027, 5, 31)
    assert [one.who for one in vault.read(training.listed)] == ["Kim", "Robin Marsh"]


def test_an_entry_that_was_a_mistake_is_taken_out_and_comes_back(vault: Vault) -> None:
    entry = vault.write(training.record, FIRST)
    vault.write(training.take_back, entry)
    assert vault.read(training.listed) == ()
    with pytest.raises(Refused):
        vault.write(training.take_back, entry)
    vault.write(training.bring_back, entry)
    assert [one.id for one in vault.read(training.listed)] == [entry]


BAD = [
    TrainingDraft("2026-11-23", "Robin", "Phishing"),
    TrainingDraft("yesterday", "Robin", "Phishing"),
    TrainingDraft("2026-11-22", " ", "Phishing"),
    TrainingDraft("2026-11-22", "Robin", ""),
    TrainingDraft("2026-11-22", "Robin", "Phishing", minutes=0),
]


@pytest.mark.parametrize("draft", BAD)
def test_training_that_cannot_be_is_refused(vault: Vault, draft: TrainingDraft) -> None:
    with pytest.raises(InvalidValue):
        vault.write(training.record, draft)


def answer_all(vault: Vault, audit: int) -> None:
    for one in QUESTIONS:
        vault.write(audits.answer, audit, one.key, "yes")


def test_an_audit_is_finished_once_every_question_has_an_answer(vault: Vault) -> None:
    audit = vault.write(audits.begin)
    assert vault.write(audits.begin) == audit
    vault.write(audits.answer, audit, "backup", "yes")
    with pytest.raises(Refused, match="no answer yet"):
        vault.write(audits.finish, audit)
    answer_all(vault, audit)
    vault.write(audits.answer, audit, "paper", "partly", "Buy a shredder")
    vault.write(audits.finish, audit)
    card = vault.read(audits.card, audit)
    assert (card.open, card.finished_on) == (0, "2026-11-22")
    assert [(one.key, one.note) for one in card.to_put_right] == [("paper", "Buy a shredder")]
    assert vault.read(due)[1] == date(2027, 11, 22)
    with pytest.raises(Refused, match="finished"):
        vault.write(audits.answer, audit, "paper", "yes")
    vault.write(audits.reopen, audit)
    assert vault.read(audits.card, audit).finished_on is None


def test_a_no_says_what_will_be_done_about_it(vault: Vault) -> None:
    audit = vault.write(audits.begin)
    for said in ("no", "partly"):
        with pytest.raises(InvalidValue, match="will do about it"):
            vault.write(audits.answer, audit, "paper", said)
    with pytest.raises(InvalidValue, match="no such question"):
        vault.write(audits.answer, audit, "weather", "yes")
    with pytest.raises(NotFound):
        vault.write(audits.answer, 99, "paper", "yes")


def test_a_finished_audit_shows_the_words_that_were_asked(vault: Vault) -> None:
    audit = vault.write(audits.begin)
    answer_all(vault, audit)
    vault.write(audits.finish, audit)
    vault.write(run, "UPDATE audit_answers SET asked = 'Asked in other words?' WHERE question = 'backup'")
    vault.write(run, "UPDATE audit_answers SET question = 'dropped' WHERE question = 'lock'")
    answers = {one.key: one for one in vault.read(audits.card, audit).answers}
    assert answers["backup"].asked == "Asked in other words?"
    assert answers["dropped"].group == "Asked before"
    assert "lock" not in answers
    assert len(answers) == len(QUESTIONS)


def test_every_question_says_what_to_do_and_where_it_comes_from() -> None:
    assert len({one.key for one in QUESTIONS}) == len(QUESTIONS) >= 20
    assert all(one.asked.endswith("?") and one.why and one.rule for one in QUESTIONS)
