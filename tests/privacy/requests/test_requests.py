"""A request from its receipt to its end: who it is, what is asked and done, how it closes, what can be taken back."""

from datetime import date
from typing import Any

import pytest
import sqlcipher3

from shopcrm.errors import InvalidValue, NotFound, Refused
from shopcrm.privacy import requests
from shopcrm.privacy.requests import Outcome, RequestDraft, RequestFilter, Right
from shopcrm.shop import consent, customers, merge, search
from shopcrm.shop.customers import ContactDraft, CustomerDraft, RestrictionDraft
from shopcrm.shop.merge import MergeDraft
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import Vault
from tests.shop.tickets.kit import Clock
from tests.vault.rules import rule

D = date.fromisoformat


def opened(shop: Vault, ann: int, right: Right = "access", received: str = "2026-11-02", **more: Any) -> int:
    return shop.write(requests.open, RequestDraft(right, D(received), ann, **more))


def test_a_request_bears_its_words_its_tasks_and_its_clock(shop: Vault, ann: int) -> None:
    request = opened(shop, ann, channel="letter", words="Send me\nall you have.")
    card = shop.read(requests.card, request)
    assert (card.id, card.name, card.words, card.stage) == (1001, "Ann Lee", "Send me\nall you have.", "answer")
    assert [task.what for task in card.open_tasks][:1] == ["Make the access report"]
    assert (card.clock.due, card.clock.words) == (D("2026-12-02"), "10 days left")
    assert card.events[0].words == "Received"


def test_who_asks_may_be_nobody_in_the_book_and_be_named_later(shop: Vault, ann: int) -> None:
    request = shop.write(requests.open, RequestDraft("erasure", name="A. Lee", contact="ann@example.com"))
    card = shop.read(requests.card, request)
    assert (card.customer_id, card.name) == (None, "A. Lee")
    assert card.warnings[0].startswith("No customer is named yet")
    shop.write(requests.name_person, request, ann)
    card = shop.read(requests.card, request)
    assert (card.customer_id, card.name, card.warnings) == (ann, "Ann Lee", ())
    assert card.events[-1].words == "Their record was found"
    shop.write(*undo(shop))
    assert shop.read(requests.card, request).customer_id is None


def undo(shop: Vault) -> tuple[Any, ...]:
    last = shop.last_undo
    assert last is not None
    return (last.function, *last.arguments)


@pytest.mark.parametrize("right", ["marketing", "objection"])
def test_an_objection_holds_from_the_moment_it_is_entered(shop: Vault, ann: int, right: Right) -> None:
    yes = consent.ConsentDraft(ann, "marketing", "email", "grant", "at the counter", "form 7")
    shop.write(consent.record, yes)
    assert shop.read(consent.may_contact, ann, "marketing", "email").allowed
    request = opened(shop, ann, right, "2026-11-22")
    assert not shop.read(consent.may_contact, ann, "marketing", "email").allowed
    assert shop.read(consent.is_suppressed, "email", "ann@example.com", "marketing", "email")
    assert consent_evidence(shop, ann) == {f"D-{request}"}
    shop.write(*undo(shop))
    with pytest.raises(NotFound):
        shop.read(requests.card, request)
    assert shop.read(consent.is_suppressed, "email", "ann@example.com", "marketing", "email")


def consent_evidence(shop: Vault, ann: int) -> set[str]:
    return {answer.evidence for answer in shop.read(consent.current, ann)}


@pytest.mark.parametrize(("contact", "kind", "normal"), [
    ("Pat@Example.com", "email", "pat@example.com"),
    ("07700 900123", "phone", "+447700900123"),
])  # fmt: skip
def test_an_objection_of_somebody_who_is_not_in_the_book_suppresses_the_address_typed(
    shop: Vault, contact: str, kind: Any, normal: str
) -> None:
    shop.write(requests.open, RequestDraft("marketing", contact=contact))
    assert shop.read(consent.is_suppressed, kind, normal, "marketing", "email" if kind == "email" else "sms")


def test_an_objection_holds_for_whom_it_turns_out_to_be_of(shop: Vault, ann: int) -> None:
    request = shop.write(requests.open, RequestDraft("marketing", name="Ann from the market"))
    assert not shop.read(consent.is_suppressed, "email", "ann@example.com", "marketing", "email")
    shop.write(requests.name_person, request, ann)
    assert shop.read(consent.is_suppressed, "email", "ann@example.com", "marketing", "email")


def test_the_time_does_not_start_while_proof_of_identity_is_waited_for(shop: Vault, ann: int, clock: Clock) -> None:
    request = opened(shop, ann)
    shop.write(requests.ask_identity, request, "The letter came from an unknown address.", D("2026-11-04"))
    clock.set("2027-01-20T09:00")
    card = shop.read(requests.card, request)
    assert (card.stage, card.clock.due, card.clock.late, card.clock.paused) == ("identity", None, False, True)
    assert card.clock.words == "not started: waiting for proof of identity since 4 Nov 2026"
    shop.write(requests.identity_never, request, "Asked twice.")
    card = shop.read(requests.card, request)
    assert (card.state, card.outcome, card.outcome_words) == ("done", "not_identified", "Identity never shown")
    assert (card.clock.due, card.clock.late, card.clock.words) == (None, False, "closed 20 Jan 2027")


def test_identity_shown_unasked_restarts_nothing(shop: Vault, ann: int) -> None:
    request = opened(shop, ann)
    shop.write(requests.show_identity, request, "Passport seen at the counter", D("2026-11-20"))
    assert shop.read(requests.card, request).clock.due == D("2026-12-02")


def test_who_acts_for_another_proves_it_and_a_fee_is_paid_before_the_time_starts(shop: Vault, ann: int) -> None:
    request = opened(shop, ann, representative="Lee & Sons, solicitors")
    assert "Ask for proof that somebody may act for the person" in [t.what for t in tasks(shop, request)]
    shop.write(requests.ask_authority, request, on=D("2026-11-03"))
    assert shop.read(requests.card, request).stage == "authority"
    shop.write(requests.show_authority, request, "Letter signed by her", D("2026-11-10"))
    assert shop.read(requests.card, request).clock.due == D("2026-12-10")
    shop.write(requests.ask_fee, request, "The fifth copy this year", D("2026-11-11"))
    assert shop.read(requests.card, request).stage == "fee"
    shop.write(requests.pay_fee, request, D("2026-11-13"))
    clock = shop.read(requests.card, request).clock
    assert clock.due == D("2026-12-14")
    assert any("Commissioner's reading" in warning for warning in clock.warnings)


def tasks(shop: Vault, request: int) -> tuple[requests.Task, ...]:
    return shop.read(requests.card, request).tasks


def test_a_question_lets_the_clock_stand_still_until_it_is_answered(shop: Vault, ann: int, clock: Clock) -> None:
    request = opened(shop, ann)
    shop.write(requests.ask_clarification, request, "Which year?", D("2026-11-05"))
    clock.set("2027-02-01T09:00")
    card = shop.read(requests.card, request)
    assert (card.stage, card.clock.paused, card.clock.due, card.clock.late) == ("clarification", True, None, False)
    shop.write(requests.clarified, request, "2025", D("2026-11-05"))
    assert shop.read(requests.card, request).clock.late


def test_the_longer_time_is_claimed_once_in_the_first_month_and_with_reasons(
    shop: Vault, ann: int, clock: Clock
) -> None:
    request = opened(shop, ann)
    assert shop.read(requests.card, request).clock.notice_by == D("2026-12-02")
    with pytest.raises(InvalidValue):
        shop.write(requests.extend, request, "  ")
    shop.write(requests.extend, request, "Two hundred letters")
    found = shop.read(requests.card, request).clock
    assert (found.due, found.notice_by) == (D("2027-02-02"), None)
    with pytest.raises(Refused, match="extended on Sunday 22 November 2026 already"):
        shop.write(requests.extend, request, "Again")
    late = opened(shop, ann, "erasure")
    clock.set("2026-12-03T09:00")
    with pytest.raises(Refused, match="too late"):
        shop.write(requests.extend, late, "Too much to do")


@pytest.mark.parametrize("right", ["complaint", "marketing"])
def test_no_longer_time_is_claimed_for_what_cannot_wait(shop: Vault, ann: int, right: Right) -> None:
    with pytest.raises(Refused, match="cannot be extended"):
        shop.write(requests.extend, opened(shop, ann, right), "Busy")


def test_tasks_are_added_ticked_off_and_taken_back(shop: Vault, ann: int) -> None:
    request = opened(shop, ann)
    before = len(tasks(shop, request))
    task = shop.write(requests.add_task, request, "Ask the mailing service")
    shop.write(requests.finish_task, request, task)
    assert tasks(shop, request)[-1].done_on == D("2026-11-22")
    with pytest.raises(Refused, match="done already"):
        shop.write(requests.finish_task, request, task)
    shop.write(requests.take_back, request, task + 1)
    assert tasks(shop, request)[-1].done_on is None
    shop.write(requests.take_back, request, task)
    assert len(tasks(shop, request)) == before
    with pytest.raises(NotFound, match="no such task"):
        shop.write(requests.finish_task, request, 1)


@pytest.mark.parametrize("right", ["rectification", "erasure", "restriction"])
def test_who_had_the_data_is_told_of_a_correction_an_erasure_or_a_restriction(
    shop: Vault, ann: int, right: Right
) -> None:
    request = opened(shop, ann, right)
    shop.write(requests.close, request, "granted", "Done.", anyway="Known to us")
    card = shop.read(requests.card, request)
    assert (card.state, card.stage) == ("done", "tasks")
    assert shop.read(requests.row_ids, RequestFilter.OPEN) == [request]
    shop.write(requests.tell_recipients, request, "The mailing service, by e-mail.")
    assert shop.read(requests.card, request).stage == "done"
    assert shop.read(requests.row_ids, RequestFilter.OPEN) == []


def test_recipients_told_before_need_not_be_told_after(shop: Vault, ann: int) -> None:
    request = opened(shop, ann, "rectification")
    shop.write(requests.tell_recipients, request, "Nobody had it.")
    shop.write(requests.close, request, "granted", "Done.", anyway="Known to us")
    assert shop.read(requests.card, request).stage == "done"


def test_a_closed_request_takes_no_more_steps_until_it_is_opened_again(shop: Vault, ann: int, clock: Clock) -> None:
    request = opened(shop, ann)
    shop.write(requests.close, request, "withdrawn", "She found the invoice.")
    card = shop.read(requests.card, request)
    assert (card.outcome_words, card.closed_on, card.stage) == ("Withdrawn", D("2026-11-22"), "done")
    with pytest.raises(Refused, match="closed"):
        shop.write(requests.ask_identity, request)
    clock.on(hours=1)
    shop.write(requests.reopen, request, "She asks again.")
    assert shop.read(requests.card, request).clock.due == D("2026-12-02")
    shop.write(*undo(shop))
    assert shop.read(requests.card, request).outcome == "withdrawn"


def test_what_happened_late_is_said_to_be_late(shop: Vault, ann: int, clock: Clock) -> None:
    request = opened(shop, ann)
    clock.set("2026-12-05T09:00")
    card = shop.read(requests.card, request)
    assert (card.clock.late, card.clock.words) == (True, "3 days late")
    assert shop.read(requests.row_ids, RequestFilter.LATE) == [request]
    shop.write(requests.close, request, "granted", "Sent.", anyway="Known to us")
    assert shop.read(requests.card, request).clock.words == "closed 5 Dec 2026, late: it was due 2 Dec 2026"


def test_the_day_of_receipt_can_be_corrected_and_the_slip_stays_on_record(shop: Vault, ann: int) -> None:
    request = opened(shop, ann)
    shop.write(requests.set_received, request, D("2026-10-30"), "The letter lay in the shop over the weekend.")
    card = shop.read(requests.card, request)
    assert (card.received_on, card.clock.due) == (D("2026-10-30"), D("2026-11-30"))
    assert [event.kind for event in card.events].count("received") == 2
    shop.write(requests.ask_identity, request, on=D("2026-11-10"))
    with pytest.raises(InvalidValue, match="done on it on Tuesday 10 November 2026"):
        shop.write(requests.set_received, request, D("2026-11-12"), "No, later.")


def test_two_requests_of_one_person_are_found_and_one_closed_as_the_others_double(shop: Vault, ann: int) -> None:
    first = opened(shop, ann)
    draft = RequestDraft("access", D("2026-11-20"), contact="ANN@example.com", name="Ann")
    assert [row.id for row in shop.read(requests.alike, draft)] == [first]
    assert any(f"D-{first} asks the same" in one for one in shop.read(requests.warnings, draft))
    second = shop.write(requests.open, draft)
    assert [row.id for row in shop.read(requests.card, second).duplicates] == [first]
    assert [row.id for row in shop.read(requests.card, first).duplicates] == [second]
    with pytest.raises(InvalidValue, match="The same as which request"):
        shop.write(requests.close, second, "duplicate", "See the other one")
    with pytest.raises(InvalidValue, match="The same as which request"):
        shop.write(requests.close, second, "duplicate", f"D-{second}")
    shop.write(requests.close, second, "duplicate", f"The same letter as D-{first}")
    assert shop.read(requests.card, second).outcome_words == "Same as another request"
    assert not any("asks the same" in one for one in shop.read(requests.card, first).warnings)


def test_requests_go_with_a_record_that_is_made_one_with_another(shop: Vault, ann: int) -> None:
    double = shop.write(customers.add, CustomerDraft("Anne", "Lee", emails=(ContactDraft("a.lee@example.com"),)))
    request = opened(shop, double)
    shop.write(merge.merge, MergeDraft(ann, double))
    card = shop.read(requests.card, request)
    assert (card.customer_id, card.name) == (ann, "Ann Lee")
    draft = RequestDraft("erasure", customer=double)
    assert shop.read(requests.warnings, draft)[0].startswith(f"C-{double} was merged into C-{ann}")
    assert shop.read(requests.card, shop.write(requests.open, draft)).customer_id == ann


def test_of_a_restricted_customer_requests_are_entered_like_any_other(shop: Vault, ann: int) -> None:
    shop.write(customers.restrict, RestrictionDraft(ann, "accuracy", "Her address"))
    request = opened(shop, ann, "rectification")
    assert "restricted" in shop.read(requests.card, request).warnings[0]
    assert opened(shop, ann, "marketing") > request


def test_of_an_erased_customer_a_request_is_entered_by_name(shop: Vault, ann: int) -> None:
    shop.write(_blank, ann)
    with pytest.raises(InvalidValue, match=f"C-{ann} was erased"):
        opened(shop, ann)
    request = shop.write(requests.open, RequestDraft("access", name="Ann Lee"))
    with pytest.raises(InvalidValue, match=f"C-{ann} was erased"):
        shop.write(requests.name_person, request, ann)


@rule("test.blank", "write")
def _blank(tx: Tx, customer: int) -> None:
    """As erasure leaves a customer."""
    tx.change_one(
        "UPDATE customers SET status = 'erased', name = '', sort_name = '', given_name = '', family_name = ''"
        " WHERE id = ?",
        (customer,),
    )


@pytest.mark.parametrize(("draft", "field"), [
    (RequestDraft("access", D("2026-11-23"), name="A"), "received_on"),
    (RequestDraft("access", D("2018-05-24"), name="A"), "received_on"),
    (RequestDraft("access", D("1066-10-14"), name="A"), "received_on"),
    (RequestDraft("access"), "name"),
    (RequestDraft("access", name="A" * 201), "name"),
    (RequestDraft("access", name="A", words="x" * 20_001), "words"),
    (RequestDraft("access", name="A", regime="eu"), "region"),
    (RequestDraft("access", name="A", regime="uk", region="IE"), "region"),
    (RequestDraft("access", name="A", regime="eu", region="US"), "region"),
    (RequestDraft("portability", name="A", regime="ccpa"), "right"),
])  # fmt: skip
def test_a_request_that_cannot_be_is_refused_with_the_field_named(shop: Vault, draft: RequestDraft, field: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        shop.write(requests.open, draft)
    assert refused.value.field == field
    assert shop.read(requests.row_ids, RequestFilter.ALL) == []


def test_a_customer_or_a_request_who_is_not_there_is_not_found(shop: Vault) -> None:
    with pytest.raises(NotFound, match="no customer C-4711"):
        shop.write(requests.open, RequestDraft("access", customer=4711))
    for function in (requests.card, requests.same_person):
        with pytest.raises(NotFound):
            shop.read(function, 4711)
    with pytest.raises(NotFound, match="no request D-4711"):
        shop.write(requests.note, 4711, "Hello")


@pytest.mark.parametrize("on", ["2026-11-01", "2026-11-23"])
def test_nothing_happens_before_the_receipt_or_in_the_future(shop: Vault, ann: int, on: str) -> None:
    request = opened(shop, ann)
    for step in (requests.ask_identity, requests.ask_fee, requests.extend, requests.acknowledge):
        with pytest.raises(InvalidValue) as refused:
            shop.write(step, request, "Because", D(on))
        assert refused.value.field == "on"


def test_an_answer_before_its_question_and_a_second_question_are_refused(shop: Vault, ann: int) -> None:
    request = opened(shop, ann)
    with pytest.raises(Refused, match="No question is open"):
        shop.write(requests.clarified, request, "All")
    shop.write(requests.ask_clarification, request, "Which?", D("2026-11-10"))
    with pytest.raises(Refused, match="not answered yet"):
        shop.write(requests.ask_clarification, request, "Which?", D("2026-11-11"))
    with pytest.raises(InvalidValue, match="before the question"):
        shop.write(requests.clarified, request, "All", D("2026-11-09"))
    shop.write(requests.clarified, request, "All", D("2026-11-12"))
    with pytest.raises(InvalidValue, match="before the earlier answer"):
        shop.write(requests.ask_clarification, request, "And?", D("2026-11-11"))


@pytest.mark.parametrize(("right", "outcome", "words", "wrong"), [
    ("access", "refused", "", "must be told why"),
    ("access", "partly", "  ", "must be told why"),
    ("access", "not_identified", "", "waits for no proof"),
    ("access", "not_found", "", "stands in the book"),
    ("marketing", "refused", "We like her", "no reason to refuse"),
    ("complaint", "not_found", "", "no end of such a request"),
    ("access", "no_duty", "", "no end of such a request"),
    ("automated", "granted", "", "no end of such a request"),
])  # fmt: skip
def test_an_outcome_that_does_not_fit_is_refused(
    shop: Vault, ann: int, right: Right, outcome: Outcome, words: str, wrong: str
) -> None:
    request = opened(shop, ann, right)
    with pytest.raises(Refused, match=wrong):
        shop.write(requests.close, request, outcome, words)
    assert shop.read(requests.card, request).state == "open"


def test_identity_never_shown_cannot_be_said_of_who_was_not_asked(shop: Vault, ann: int) -> None:
    with pytest.raises(Refused, match="waits for no proof"):
        shop.write(requests.identity_never, opened(shop, ann))


def test_no_fee_is_asked_for_a_complaint_and_none_paid_that_was_not_asked_for(shop: Vault, ann: int) -> None:
    with pytest.raises(Refused, match="No fee"):
        shop.write(requests.ask_fee, opened(shop, ann, "complaint"), "Work")
    with pytest.raises(Refused, match="No fee was asked for"):
        shop.write(requests.pay_fee, opened(shop, ann))


def test_authority_is_asked_only_of_who_acts_for_another(shop: Vault, ann: int) -> None:
    with pytest.raises(Refused, match="Nobody asks for another person"):
        shop.write(requests.ask_authority, opened(shop, ann))


def test_what_another_entered_since_is_not_taken_back(shop: Vault, ann: int, clock: Clock) -> None:
    request = opened(shop, ann)
    shop.write(requests.note, request, "She called.")
    first = shop.read(requests.card, request).events[-1].id
    clock.on(minutes=5)
    shop.write(requests.note, request, "Again.")
    with pytest.raises(Refused, match="entered on this request since"):
        shop.write(requests.take_back, request, first)
    with pytest.raises(Refused, match="entered on D-1001 since"):
        shop.write(requests.unopen, request)
    with pytest.raises(Refused, match="cannot be taken back"):
        shop.write(requests.take_back, request, 1)


@rule("test.forge", "write")
def forge(tx: Tx, sql: str) -> None:
    """What nobody may do."""
    tx.run(sql)


@pytest.mark.parametrize("sql", ["UPDATE request_events SET on_day = '2020-01-01'", "DELETE FROM request_events"])
def test_the_log_is_never_changed(shop: Vault, ann: int, sql: str) -> None:
    opened(shop, ann)
    with pytest.raises(sqlcipher3.IntegrityError, match="ledger"):
        shop.write(forge, sql)


def test_the_register_lists_what_is_due_first_and_finds_by_number_name_and_contact(shop: Vault, ann: int) -> None:
    later = opened(shop, ann, received="2026-11-20")
    waiting = opened(shop, ann, "erasure")
    shop.write(requests.ask_identity, waiting)
    sooner = shop.write(
        requests.open, RequestDraft("complaint", D("2026-11-01"), name="Zoë Öst", contact="z@example.com")
    )
    assert shop.read(requests.row_ids) == [sooner, later, waiting]
    assert shop.read(requests.row_ids, RequestFilter.COMPLAINTS) == [sooner]
    assert shop.read(requests.count) == 3
    for text in (f"D-{sooner}", str(sooner), "zoë ö", "Z@EXAMPLE"):
        assert shop.read(requests.find_ids, text)[0] == sooner
    assert shop.read(requests.find_ids, "Ann Lee") == [later, waiting]
    rows = shop.read(requests.rows_for, [waiting, 4711, sooner])
    assert [(row.id, row.stage, row.paused) for row in rows] == [
        (waiting, "identity", True),
        (sooner, "acknowledge", False),
    ]
    assert [row.id for row in shop.read(requests.of_customer, ann)] == [later, waiting]


def test_who_is_not_in_the_book_is_found_by_the_request_that_was_made(shop: Vault, ann: int) -> None:
    request = shop.write(requests.open, RequestDraft("erasure", name="Pat 100%", contact="pat@example.com"))
    opened(shop, ann)
    for text in ("pat", "PAT@EXAMPLE.COM", "100%"):
        assert [hit.ref for hit in shop.read(search.find, text).results] == [f"D-{request}"]
    assert [hit.kind for hit in shop.read(search.find, "Ann Lee").results] == ["customer"]
    assert shop.read(search.find, "%").results == ()


def test_a_draft_tells_its_clock_and_what_to_mind_before_it_is_entered(shop: Vault) -> None:
    draft = RequestDraft("complaint", D("2026-06-18"), name="A")
    assert shop.read(requests.clock_of, draft).due is None
    assert any("no statutory date" in one for one in shop.read(requests.warnings, draft))
    assert shop.read(requests.clock_of, RequestDraft("access", name="A")).due == D("2026-12-22")
