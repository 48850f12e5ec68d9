"""The gate holds LAW section 3: who may be contacted by what, on which ground, and every reason against it."""

from datetime import timedelta
from typing import Any

import pytest

from shopcrm.errors import InvalidValue, Refused
from shopcrm.jobs import agenda
from shopcrm.shop import consent, customers
from shopcrm.shop.consent import CHANNELS, PURPOSES, BasisDraft, ConsentDraft, SoftOptIn
from shopcrm.shop.customers import ContactDraft, CustomerDraft, RestrictionDraft
from shopcrm.vault.vault import Vault
from tests.conftest import NOW, MakeVault
from tests.shop.test_consent import EMAIL, may, person, say
from tests.vault.rules import run

TODAY = NOW.date()
WEIGHED = BasisDraft("marketing", "legitimate_interest", "Tell of new bulbs", "Nothing milder will do", "Few, rare")
ELECTRONIC = {"email", "sms", "social"}


def business(vault: Vault, form: Any = "unknown") -> int:
    """A florist's customer that is a business."""
    made = person(vault, company="Rose Hotel", kind="business")
    vault.write(consent.set_legal_form, made, form)
    return made


def allowed(vault: Vault, who: int, purpose: Any = "marketing") -> set[str]:
    """By what somebody may be contacted."""
    return {channel for channel, one in vault.read(consent.may_contact_by, who, purpose).items() if one.allowed}


def words(vault: Vault, who: int, channel: Any = "email", purpose: Any = "marketing") -> list[str]:
    """Every reason against it."""
    return [reason.words for reason in vault.read(consent.why, who, purpose, channel).reasons]


@pytest.mark.parametrize(
    ("form", "may_be"),
    [
        ("person", {"post", "phone"}),
        ("unknown", {"post", "phone"}),
        ("sole_trader", {"post", "phone"}),
        ("partnership", {"post", "phone"}),
        ("company", {"post", "phone"} | ELECTRONIC),
    ],
)
def test_a_weighed_interest_reaches_individuals_by_post_and_telephone_and_companies_by_all(
    vault: Vault, form: str, may_be: set[str]
) -> None:
    who = person(vault) if form == "person" else business(vault, form)
    assert allowed(vault, who) == set()
    vault.write(consent.set_basis, WEIGHED)
    vault.write(consent.note_tps, who)
    assert allowed(vault, who) == may_be
    assert allowed(vault, who, "feedback") == set()


@pytest.mark.parametrize("channel", CHANNELS)
def test_an_objection_of_a_company_is_honoured(vault: Vault, channel: Any) -> None:
    vault.write(consent.set_basis, WEIGHED)
    hotel = business(vault, "company")
    vault.write(consent.note_tps, hotel)
    assert may(vault, hotel, channel)
    say(vault, hotel, "object", channel=channel)
    assert not may(vault, hotel, channel)
    assert words(vault, hotel, channel)[0].startswith("Said no to")


def test_a_person_is_never_a_company_whatever_was_noted_before(vault: Vault) -> None:
    vault.write(consent.set_basis, WEIGHED)
    hotel = business(vault, "company")
    assert may(vault, hotel)
    draft = vault.read(customers.draft_of, hotel)
    vault.write(customers.edit, hotel, CustomerDraft("Rose", "Hotel", emails=draft.emails))
    assert not may(vault, hotel)
    with pytest.raises(Refused, match="is a person"):
        vault.write(consent.set_legal_form, hotel, "company")


def test_reminders_and_questions_on_a_ground_need_no_consent_by_any_channel(vault: Vault) -> None:
    ann = person(vault)
    vault.write(consent.set_basis, BasisDraft("reminders", "contract", "The wreath is ready", "They ordered it"))
    assert allowed(vault, ann, "reminders") == set(CHANNELS)
    say(vault, ann, "object", purpose="reminders", channel="sms")
    assert allowed(vault, ann, "reminders") == set(CHANNELS) - {"sms"}


def test_a_ground_for_one_channel_goes_before_one_for_all_and_ends_when_it_is_ended(vault: Vault) -> None:
    ann = person(vault)
    every = vault.write(consent.set_basis, WEIGHED)
    post = vault.write(consent.set_basis, BasisDraft("marketing", "legitimate_interest", "A", "B", "C", "post"))
    assert [one.id for one in vault.read(consent.bases)] == [every, post]
    vault.write(consent.end_basis, post)
    assert may(vault, ann, "post")
    vault.write(consent.end_basis, every)
    assert not may(vault, ann, "post")
    with pytest.raises(Refused, match="has ended"):
        vault.write(consent.end_basis, every)
    assert len(vault.read(consent.bases, ended=True)) == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"aim": " "}, "aim"),
        ({"need": ""}, "need"),
        ({"balance": ""}, "balance"),
        ({"basis": "contract"}, "basis"),
        ({"basis": "consent"}, "basis"),
        ({"channel": "fax"}, "channel"),
        ({"purpose": "profiling"}, "purpose"),
        ({"review_on": "2026-11-22"}, "review_on"),
        ({"review_on": "soon"}, "review_on"),
        ({"review_on": "2099-01-01"}, "review_on"),
        ({"aim": "x" * 2_001}, "aim"),
    ],
)
def test_an_assessment_with_a_part_missing_is_refused(vault: Vault, changes: dict[str, Any], field: str) -> None:
    draft: dict[str, Any] = {"purpose": "marketing", "basis": "legitimate_interest", "aim": "A", "need": "B"}
    with pytest.raises(InvalidValue) as caught:
        vault.write(consent.set_basis, BasisDraft(**(draft | {"balance": "C"} | changes)))
    assert caught.value.field == field


def test_a_ground_that_is_looked_at_again_keeps_the_old_entry(vault: Vault) -> None:
    first = vault.write(consent.set_basis, WEIGHED)
    second = vault.write(consent.review_basis, first, "2028-01-01")
    (held,) = vault.read(consent.bases)
    assert (held.id, held.aim, held.review_on) == (second, WEIGHED.aim, "2028-01-01")
    assert {one.id for one in vault.read(consent.bases, ended=True)} == {first, second}


@pytest.mark.parametrize(
    ("checked", "listed", "may_be"),
    [
        (0, None, True),
        (27, None, True),
        (28, None, False),
        (0, 27, True),
        (0, 28, False),
        (None, None, False),
    ],
)
def test_a_number_may_be_called_until_28_days_after_it_was_listed(
    vault: Vault, checked: int | None, listed: int | None, may_be: bool
) -> None:
    vault.write(consent.set_basis, WEIGHED)
    ann = person(vault)
    if checked is not None:
        on = (TODAY - timedelta(days=checked)).isoformat()
        since = None if listed is None else (TODAY - timedelta(days=listed)).isoformat()
        vault.write(consent.note_tps, ann, since, on)
    assert may(vault, ann, "phone") is may_be
    say(vault, ann, "grant", channel="phone", evidence="card")
    assert may(vault, ann, "phone")


def test_a_number_added_after_the_look_at_the_list_is_not_covered_by_it(vault: Vault) -> None:
    vault.write(consent.set_basis, WEIGHED)
    ann = person(vault)
    vault.write(consent.note_tps, ann)
    draft = vault.read(customers.draft_of, ann)
    more = (*draft.phones, ContactDraft("07700 900999"))
    vault.write(customers.edit, ann, CustomerDraft("Ann", "Smith", phones=more))
    assert "07700 900999 was not looked up" in words(vault, ann, "phone")[0]


def test_a_look_at_the_list_is_of_a_day_up_to_today_and_of_some_number(vault: Vault) -> None:
    ann = person(vault)
    with pytest.raises(InvalidValue, match="still to come"):
        vault.write(consent.note_tps, ann, None, "2026-11-23")
    with pytest.raises(Refused, match="no telephone number"):
        vault.write(consent.note_tps, person(vault, phones=()))


@pytest.mark.parametrize(
    "soft",
    [
        None,
        SoftOptIn("2026-11-01", "", "a box"),
        SoftOptIn("2026-11-01", "Flowers", " "),
        SoftOptIn("soon", "Flowers", "a box"),
        SoftOptIn("2026-11-23", "Flowers", "a box"),
        SoftOptIn("2026-11-01", "Flowers", "a box", 1001),
        SoftOptIn("2026-11-01", "F" * 201, "a box"),
    ],
)
def test_a_soft_opt_in_without_its_facts_is_refused(vault: Vault, soft: SoftOptIn | None) -> None:
    ann = person(vault)
    with pytest.raises(InvalidValue) as caught:
        say(vault, ann, "soft_opt_in", soft=soft)
    assert caught.value.field == "soft"


def test_a_soft_opt_in_is_no_consent_and_says_for_which_goods_it_stands(vault: Vault) -> None:
    ann = person(vault)
    say(vault, ann, "soft_opt_in", soft=SoftOptIn("2026-11-01", "Wreaths", "a box to tick"))
    permission = vault.read(consent.may_contact, ann, "marketing", "email")
    assert permission.allowed
    assert "similar goods only (Wreaths)" in permission.because
    assert not may(vault, ann, purpose="feedback")
    with pytest.raises(InvalidValue):
        say(vault, ann, "grant", soft=SoftOptIn("2026-11-01", "Wreaths", "a box to tick"))


def test_a_soft_opt_in_of_an_old_book_without_facts_allows_nothing(vault: Vault) -> None:
    ann = person(vault)
    vault.write(
        run,
        "INSERT INTO consent_events (customer_id, purpose, channel, answer, method, captured_by, at, recorded_at)"
        f" VALUES ({ann}, 'marketing', 'email', 'soft_opt_in', 'x', 1, '2025-01-01T09:00:00Z', '2025-01-01T09:00:00Z')",
    )
    assert not may(vault, ann)
    assert "neither the sale" in words(vault, ann)[0]


@pytest.mark.parametrize(("born", "asks"), [("2013-11-23", True), ("2013-11-22", False), ("--11-23", False)])
def test_below_thirteen_a_parent_says_yes(vault: Vault, born: str, asks: bool) -> None:
    child = person(vault, birthday=born)
    if asks:
        with pytest.raises(InvalidValue, match="a parent has to say yes"):
            say(vault, child, "grant", evidence="card")
        with pytest.raises(InvalidValue, match="a parent has to say yes"):
            say(vault, child, "soft_opt_in")
        say(vault, child, "grant", method="import", evidence="club.csv")
        assert words(vault, child) == ["Is 12 years old: a parent has to say yes."]
    say(vault, child, "grant", evidence="card", parent="Pat Smith", parent_checked="knows her")
    permission = vault.read(consent.may_contact, child, "marketing", "email")
    assert permission.allowed
    assert "A parent said so: Pat Smith." in permission.because


def test_no_interest_is_weighed_against_a_child(vault: Vault) -> None:
    vault.write(consent.set_basis, WEIGHED)
    assert may(vault, person(vault), "post")
    assert not may(vault, person(vault, birthday="2015-03-01"), "post")


def test_a_restricted_customer_is_seen_and_not_used_and_one_erased_never(vault: Vault) -> None:
    ann = person(vault)
    say(vault, ann, "grant", evidence="card")
    vault.write(customers.restrict, RestrictionDraft(ann, "accuracy"))
    assert words(vault, ann) == ["This customer is restricted since 22 Nov 2026: seen but not used."]
    assert say(vault, ann, "withdraw").explanation.startswith("Recorded. No more offers")
    vault.write(customers.tell_before_lifting, ann, "2026-11-22", "by letter")
    vault.write(customers.lift_restriction, ann)
    assert words(vault, ann)[0].startswith("Took back any yes")
    vault.write(run, f"UPDATE customers SET status = 'erased', name = '', sort_name = '' WHERE id = {ann}")
    assert words(vault, ann)[0] == "This customer was erased, and is never contacted."
    with pytest.raises(Refused, match="was erased"):
        say(vault, ann, "grant", evidence="card")


def test_every_reason_is_named_with_what_would_change_it(vault: Vault) -> None:
    ann = person(vault, emails=(ContactDraft(EMAIL, bounced=True),))
    say(vault, ann, "object")
    vault.write(customers.archive, ann)
    why = vault.read(consent.why, ann, "marketing", "email")
    assert [reason.words for reason in why.reasons] == [
        "This customer is put away.",
        "Said no to offers and news by e-mail on 22 Nov 2026.",
        f"{EMAIL} is on the do-not-contact list since 22 Nov 2026.",
        "There is no e-mail address that may be used.",
    ]
    assert all(reason.remedy for reason in why.reasons)
    assert why.permission.because == why.reasons[0].words
    assert "PECR reg 22" in why.duties[0]


@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("channel", CHANNELS)
def test_who_may_be_contacted_has_no_reason_against_and_who_may_not_has_one(
    vault: Vault, purpose: Any, channel: Any
) -> None:
    ann = person(vault)
    assert vault.read(consent.why, ann, purpose, channel).reasons
    say(vault, ann, "grant", purpose=purpose, channel=channel, evidence="card")
    why = vault.read(consent.why, ann, purpose, channel)
    assert why.permission.allowed
    assert why.reasons == ()
    assert why.duties


def test_two_confirmations_make_one_yes_with_proof(vault: Vault) -> None:
    ann = person(vault)
    question = vault.write(consent.ask, ann, "marketing", "email", "on the form at the counter")
    assert not may(vault, ann)
    assert [one.id for one in vault.read(consent.waiting)] == [question]
    with pytest.raises(Refused, match="asked that already"):
        vault.write(consent.ask, ann, "marketing", "email", "again")
    vault.write(consent.confirm, question, "by the link in our e-mail")
    permission = vault.read(consent.may_contact, ann, "marketing", "email")
    assert permission.allowed
    assert "double opt-in: on the form at the counter on 22 Nov 2026" in permission.evidence
    assert vault.read(consent.waiting) == ()
    with pytest.raises(Refused, match="settled already"):
        vault.write(consent.confirm, question, "again")
    (answer,) = vault.read(consent.history, ann)
    vault.write(consent.take_back, answer.id)
    assert vault.read(consent.questions_of, ann)[0].waits


def test_nobody_who_said_no_is_asked_to_think_again(vault: Vault) -> None:
    ann = person(vault)
    say(vault, ann, "object")
    with pytest.raises(Refused, match="do not ask"):
        vault.write(consent.ask, ann, "marketing", "email", "by e-mail")
    other = person(vault, given_name="Bea")
    with pytest.raises(Refused, match="do not ask"):
        vault.write(consent.ask, other, "marketing", "email", "the same address")


def test_a_question_given_up_is_no_answer(vault: Vault) -> None:
    ann = person(vault)
    question = vault.write(consent.ask, ann, "marketing", "email", "on the form")
    vault.write(consent.drop, question)
    assert not may(vault, ann)
    assert vault.read(consent.current, ann) == ()
    with pytest.raises(Refused):
        vault.write(consent.confirm, question, "late")


@pytest.mark.parametrize("how", ["", " ", "x" * 61])
def test_a_question_says_how_it_was_put(vault: Vault, how: str) -> None:
    with pytest.raises(InvalidValue):
        vault.write(consent.ask, person(vault), "marketing", "email", how)


def test_a_paper_proves_an_answer_of_its_own_customer_only(vault: Vault) -> None:
    ann, bea = person(vault), person(vault, given_name="Bea")
    event = say(vault, ann, "grant").id
    document = vault.write(consent.attach_file, event, "slip.pdf", b"%PDF signed")
    assert [one.file_name for one in vault.read(consent.papers, event)] == ["slip.pdf"]
    assert vault.read(consent.history, ann)[0].papers == 1
    assert "1 document" in vault.read(consent.may_contact, ann, "marketing", "email").evidence
    other = say(vault, bea, "grant").id
    with pytest.raises(Refused, match="another customer"):
        vault.write(consent.attach, other, document)
    vault.write(consent.detach, event, document)
    assert vault.read(consent.papers, event) == ()


def test_a_yes_is_looked_at_again_after_two_years(make_vault: MakeVault) -> None:
    vault = make_vault()
    ann, bea, cas = (person(vault, given_name=name, emails=(ContactDraft(f"{name}@example.com"),)) for name in "abc")
    old = say(vault, ann, "grant", at="2024-11-22").id
    say(vault, bea, "grant", at="2024-11-23")
    say(vault, cas, "grant", at="2020-01-01")
    say(vault, cas, "withdraw", at="2021-01-01")
    (due,) = vault.read(consent.due)
    assert (due.event, due.customer, due.due) == (old, ann, TODAY)
    with pytest.raises(InvalidValue):
        vault.write(consent.review, (old,), "")
    vault.write(consent.review, (old,), "orders every month")
    assert vault.read(consent.due) == ()
    assert may(vault, ann)


def test_after_how_long_is_the_shops_choice(vault: Vault) -> None:
    ann = person(vault)
    say(vault, ann, "grant", at="2025-01-01")
    assert vault.read(consent.due) == ()
    vault.write(consent.set_review_months, 12)
    assert [one.customer for one in vault.read(consent.due)] == [ann]
    for months in (0, 121):
        with pytest.raises(InvalidValue):
            vault.write(consent.set_review_months, months)


def test_what_is_to_be_looked_at_again_stands_in_the_list_of_dates_and_on_today(vault: Vault) -> None:
    ann = person(vault)
    say(vault, ann, "grant", at="2024-11-01")
    vault.write(consent.set_basis, WEIGHED)
    basis, answer = sorted(vault.read(agenda.listed, True), key=lambda one: one.ref)
    assert (answer.due.isoformat(), answer.ref) == ("2026-11-01", f"C-{ann}")
    assert answer.what == "Ann Smith: is the yes to offers and news by e-mail still good?"
    assert "24 months" in answer.rule
    assert (basis.due.isoformat(), basis.what) == ("2027-11-22", "Offers and news by any way: weigh the ground again")
    assert any(one.ref == f"C-{ann}" and "still good" in one.text for one in vault.read(agenda.board).do_next)


def test_a_no_is_never_looked_at_again(vault: Vault) -> None:
    ann = person(vault)
    event = say(vault, ann, "object", at="2020-01-01").id
    assert vault.read(consent.due) == ()
    with pytest.raises(Refused):
        vault.write(consent.review, (event,), "why not")


def test_an_answer_on_the_form_of_batch_has_nested_facts(vault: Vault) -> None:
    from shopcrm.vault.registry import OPERATIONS

    given = {"customer": 1001, "purpose": "marketing", "channel": "email", "answer": "soft_opt_in", "method": "counter"}
    facts: dict[str, Any] = {"sold_on": "2026-11-01", "family": "Flowers", "offered": "a box"}
    draft = OPERATIONS["consent.record"].arguments(given | {"soft": facts})["draft"]
    assert isinstance(draft, ConsentDraft)
    assert draft.soft == SoftOptIn(**facts)
