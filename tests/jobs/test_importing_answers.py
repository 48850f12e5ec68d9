"""What a file says about marketing: a no of the person's own outlives everything that comes in a file."""

from datetime import timedelta
from pathlib import Path

import pytest

from shopcrm.jobs import importing
from shopcrm.privacy import requests
from shopcrm.privacy.requests import RequestDraft
from shopcrm.shop import consent, customers
from shopcrm.shop.consent import ConsentDraft
from shopcrm.shop.customers import ContactDraft, CustomerDraft
from shopcrm.vault.vault import Vault
from tests.conftest import NOW, MakeVault
from tests.jobs.test_importing import bring_in, dump, query, write

HEAD = "Name,Email,Phone,Accepts email,Accepts SMS\n"


@pytest.mark.parametrize(
    "word", ["unsubscribed", "Opted out", "OPTED-OUT", "withdrawn", "objected", "Do not contact", "STOP"]
)
def test_a_new_person_who_has_opted_out_is_on_the_do_not_contact_list_at_once(
    vault: Vault, tmp_path: Path, word: str
) -> None:
    bring_in(vault, write(tmp_path, f"{HEAD}Ann Lee,ann@example.com,07700 900111,{word},\n"))
    assert query(vault, "SELECT channel, answer FROM consent_events") == [("email", "withdraw")]
    assert vault.read(consent.is_suppressed, "email", "ann@example.com", "marketing", "email")


def test_a_plain_no_may_mean_never_asked_and_suppresses_nobody(vault: Vault, tmp_path: Path) -> None:
    bring_in(vault, write(tmp_path, f"{HEAD}Ann Lee,ann@example.com,07700 900111,no,not subscribed\n"))
    assert query(vault, "SELECT answer FROM consent_events") == [("not_now",), ("not_now",)]
    assert query(vault, "SELECT count(*) FROM suppressions") == [(0,)]


def test_taking_the_import_back_leaves_the_no_and_a_later_yes_in_a_file_does_not_lift_it(
    vault: Vault, tmp_path: Path
) -> None:
    empty = dump(vault)
    done = bring_in(vault, write(tmp_path, f"{HEAD}Ann Lee,ann@example.com,07700 900111,unsubscribed,stop\n"))
    report = vault.write(importing.undo, done.import_id)
    assert report.kept == ("the do-not-contact list keeps a customer: the no that came in the file stays",)
    assert query(vault, "SELECT count(*) FROM customers") == [(0,)]
    assert query(vault, "SELECT kind, channel, lifted_at FROM suppressions ORDER BY kind") == [
        ("email", "email", None),
        ("phone", "sms", None),
    ]
    assert {name for name, rows in dump(vault).items() if rows != empty[name]} == {"suppressions"}
    again = bring_in(vault, write(tmp_path, f"{HEAD}Ann Lee,ann@example.com,07700 900111,yes,yes\n"))
    assert sum("do-not-contact list" in warning for warning in again.warnings) == 2
    (customer,) = query(vault, "SELECT id FROM customers")[0]
    for channel in ("email", "sms"):
        assert not vault.read(consent.may_contact, customer, "marketing", channel).allowed


@pytest.mark.parametrize(("word", "answer"), [("unsubscribed", "withdraw"), ("no", "withdraw")])
def test_an_answer_without_a_date_is_the_last_though_the_clock_was_ahead_before(
    make_vault: MakeVault, tmp_path: Path, word: str, answer: str
) -> None:
    moments = [NOW + timedelta(days=30)]
    vault = make_vault(clock=lambda: moments[-1])
    ann = vault.write(customers.add, CustomerDraft("Ann", "Lee", emails=(ContactDraft("ann@example.com"),)))
    vault.write(consent.record, ConsentDraft(ann, "marketing", "email", "grant", "at the counter", "signed a card"))
    moments.append(NOW)
    path = write(tmp_path, f"{HEAD}Ann Lee,ann@example.com,,{word},\n")
    assert bring_in(vault, path).created == {"answers": 1}
    (standing,) = vault.read(consent.current, ann)
    assert (standing.answer, standing.at) == (answer, "2026-12-22T09:30:00Z")
    assert not vault.read(consent.may_contact, ann, "marketing", "email").allowed
    held = dump(vault)
    assert bring_in(vault, path).created == {}
    assert dump(vault) == held


def test_a_no_that_no_address_can_keep_is_kept_by_the_customer(vault: Vault, tmp_path: Path) -> None:
    done = bring_in(vault, write(tmp_path, f"{HEAD}Ann Lee,ann@example.com,,,stop\n"))
    report = vault.write(importing.undo, done.import_id)
    assert report.kept == ("C-1001: the no that came in the file stays",)


def test_an_answer_that_is_not_understood_is_told_with_line_and_text_and_blank_is_not(
    vault: Vault, tmp_path: Path
) -> None:
    done = bring_in(vault, write(tmp_path, f"{HEAD}Ann Lee,ann@example.com,,perhaps,\nBo Li,bo@example.com,,,\n"))
    assert done.warnings == (
        "line 2: imported list, column Accepts email: “perhaps” is neither yes nor no: taken as unknown, never as yes",
    )
    assert query(vault, "SELECT count(*) FROM consent_events") == [(0,)]


def test_the_same_no_twice_is_entered_once(vault: Vault, tmp_path: Path) -> None:
    path = write(tmp_path, f"{HEAD}Ann Lee,ann@example.com,07700 900111,unsubscribed,stop\n")
    bring_in(vault, path)
    before = dump(vault)
    assert bring_in(vault, path).created == {}
    assert dump(vault) == before


def test_who_was_asked_reviewed_or_looked_up_since_stays_when_an_import_is_taken_back(
    vault: Vault, tmp_path: Path
) -> None:
    people = "".join(f"P{place} Lee,p{place}@example.com,07700 90011{place},yes,\n" for place in range(6))
    done = bring_in(vault, write(tmp_path, f"{HEAD}{people}"))
    ids = [row[0] for row in query(vault, "SELECT id FROM customers ORDER BY id")]
    reviewed, asked, called, proven, complained, untouched = ids
    first = {row[0]: row[1] for row in query(vault, "SELECT customer_id, min(id) FROM consent_events GROUP BY 1")}
    vault.write(consent.review, (first[reviewed],), "comes every week")
    vault.write(consent.ask, asked, "feedback", "email", "on a form")
    vault.write(consent.note_tps, called)
    vault.write(consent.attach_file, first[proven], "slip.txt", b"signed")
    vault.write(requests.open, RequestDraft("access", customer=complained))
    vault.write(importing.undo, done.import_id)
    assert query(vault, f"SELECT count(*) FROM customers WHERE id = {untouched}") == [(0,)]
    assert [row[0] for row in query(vault, "SELECT id FROM customers ORDER BY id")] == ids[:-1]
