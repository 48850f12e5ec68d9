"""What people said about being contacted, and that a no outlasts everything but their own later yes."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlcipher3.dbapi2 import IntegrityError

from shopcrm.errors import InvalidValue, NotFound, Refused
from shopcrm.shop import consent, customers, wordings
from shopcrm.shop.consent import ConsentDraft
from shopcrm.shop.customers import AddressDraft, ContactDraft, CustomerDraft
from shopcrm.vault.vault import Vault
from tests.answers import SOFT
from tests.conftest import NOW, MakeVault
from tests.vault.rules import query, run

EMAIL, PHONE = "ann@example.com", "07700 900123"


def person(vault: Vault, **changes: Any) -> int:
    """Ann, with one of everything."""
    draft = CustomerDraft(
        "Ann",
        "Smith",
        emails=(ContactDraft(EMAIL),),
        phones=(ContactDraft(PHONE),),
        addresses=(AddressDraft("1 High St", town="Leeds", postcode="LS1 1AA"),),
    )
    return vault.write(customers.add, replace(draft, **changes))


def say(vault: Vault, who: int, answer: Any, *, channel: Any = "email", purpose: Any = "marketing", **more: Any) -> Any:
    """Record an answer given at the counter."""
    values = {"method": "at the counter", "soft": SOFT if answer == "soft_opt_in" else None} | more
    return vault.write(consent.record, ConsentDraft(who, purpose, channel, answer, **values))


def may(vault: Vault, who: int, channel: Any = "email", purpose: Any = "marketing") -> bool:
    """What the gate says."""
    return bool(vault.read(consent.may_contact, who, purpose, channel).allowed)


def test_blank_is_unknown_and_never_yes(vault: Vault) -> None:
    ann = person(vault)
    permissions = vault.read(consent.may_contact_by, ann, "marketing")
    assert set(permissions) == set(consent.CHANNELS)
    assert not any(permission.allowed for permission in permissions.values())
    assert permissions["email"].because == "Has not said yes to offers and news by e-mail."


def test_a_yes_allows_that_purpose_and_channel_only(vault: Vault) -> None:
    ann = person(vault)
    say(vault, ann, "grant", evidence="signed card")
    allowed = {
        (purpose, channel)
        for purpose in consent.PURPOSES
        for channel in consent.CHANNELS
        if may(vault, ann, channel, purpose)
    }
    assert allowed == {("marketing", "email")}
    permission = vault.read(consent.may_contact, ann, "marketing", "email")
    assert permission.because == "Said yes on 22 Nov 2026."
    assert permission.evidence == "at the counter, signed card, wording 1, written down by Robin Marsh"


@pytest.mark.parametrize("answer", ["withdraw", "object"])
@pytest.mark.parametrize("channel", ["email", "sms", "phone", "post"])
def test_a_no_suppresses_every_address_of_its_channel_at_once(vault: Vault, answer: str, channel: str) -> None:
    ann = person(vault, emails=(ContactDraft(EMAIL), ContactDraft("ann@example.org")))
    say(vault, ann, "grant", channel=channel)
    assert may(vault, ann, channel)
    say(vault, ann, answer, channel=channel)
    assert not may(vault, ann, channel)
    other = person(vault, given_name="Bea", emails=(ContactDraft("ANN@EXAMPLE.ORG"),))
    say(vault, other, "grant", channel=channel, method="import", evidence="newsletter.csv")
    permission = vault.read(consent.may_contact, other, "marketing", channel)
    assert not permission.allowed
    assert "do-not-contact list since 22 Nov 2026" in permission.because


def test_withdrawing_what_was_never_given_is_recorded_and_explained(vault: Vault) -> None:
    ann = person(vault)
    recorded = say(vault, ann, "withdraw")
    assert "no yes to take back" in recorded.explanation
    assert vault.read(consent.is_suppressed, "email", EMAIL, "marketing", "email")
    assert vault.read(consent.current, ann)[0].answer == "withdraw"


@pytest.mark.parametrize(
    ("more", "lifts"),
    [
        ({"method": "by letter", "evidence": "her letter"}, True),
        ({"method": "by letter", "evidence": ""}, False),
        ({"method": "import", "evidence": "members.csv"}, False),
        ({"method": "Import: Shopify", "evidence": "members.csv"}, False),
        ({"method": "by letter", "evidence": "an old letter", "at": "2025-01-01"}, False),
    ],
)
def test_only_a_later_yes_in_person_with_evidence_lifts_a_no(vault: Vault, more: dict[str, str], lifts: bool) -> None:
    ann = person(vault)
    say(vault, ann, "object")
    recorded = say(vault, ann, "grant", **more)
    assert may(vault, ann) is lifts
    assert vault.read(consent.is_suppressed, "email", EMAIL, "marketing", "email") is not lifts
    assert ("lifted" in recorded.explanation) is lifts


def test_a_soft_opt_in_never_follows_a_no_and_covers_only_electronic_mail(vault: Vault) -> None:
    ann = person(vault)
    for channel in consent.CHANNELS:
        say(vault, ann, "soft_opt_in", channel=channel, evidence="order O-1001")
    assert {channel for channel in consent.CHANNELS if may(vault, ann, channel)} == {"email", "sms"}
    say(vault, ann, "object")
    say(vault, ann, "soft_opt_in", evidence="order O-1002")
    assert not may(vault, ann)


def test_not_now_stops_without_suppressing(vault: Vault) -> None:
    ann = person(vault)
    say(vault, ann, "grant")
    say(vault, ann, "not_now")
    assert not may(vault, ann)
    assert not vault.read(consent.is_suppressed, "email", EMAIL, "marketing", "email")
    say(vault, ann, "grant", evidence="card")
    assert may(vault, ann)


@pytest.mark.parametrize("answer", ["not_now", "withdraw", "object"])
@pytest.mark.parametrize(
    "yes",
    [
        {"answer": "grant"},
        {"answer": "grant", "method": "import", "evidence": "members.csv"},
        {"answer": "soft_opt_in", "evidence": "order O-1001"},
    ],
)
def test_no_answer_that_stops_messages_is_turned_round_without_a_yes_in_person_that_is_proven(
    vault: Vault, answer: str, yes: dict[str, str]
) -> None:
    ann = person(vault)
    say(vault, ann, "grant")
    say(vault, ann, answer)
    recorded = say(vault, ann, **yes)
    assert not may(vault, ann)
    assert vault.read(consent.current, ann)[0].answer == answer
    if yes["answer"] == "grant":
        assert "changes nothing" in recorded.explanation
    say(vault, ann, "grant", evidence="card")
    assert may(vault, ann)


def test_a_not_now_softens_no_no(vault: Vault) -> None:
    ann = person(vault)
    say(vault, ann, "object")
    say(vault, ann, "not_now")
    assert vault.read(consent.current, ann)[0].answer == "object"


def test_the_order_in_which_slips_are_typed_in_does_not_matter(vault: Vault) -> None:
    ann = person(vault)
    say(vault, ann, "grant", evidence="card", at="2026-03-02T10:00:00Z")
    recorded = say(vault, ann, "withdraw", at="2026-03-01T10:00:00Z")
    assert may(vault, ann)
    assert "later yes" in recorded.explanation


def test_a_no_dated_by_the_day_counts_until_its_end_and_a_yes_from_its_beginning(vault: Vault) -> None:
    ann = person(vault)
    say(vault, ann, "withdraw", at="2026-03-01")
    say(vault, ann, "grant", evidence="card", at="2026-03-01")
    assert not may(vault, ann)
    assert [entry.at for entry in vault.read(consent.history, ann)] == ["2026-03-01T23:59:59Z", "2026-03-01T00:00:00Z"]


def test_what_is_said_today_counts_after_all_that_is_on_record_whatever_the_clock_says(make_vault: MakeVault) -> None:
    now = [NOW]
    vault = make_vault(clock=lambda: now[0])
    ann = person(vault)
    say(vault, ann, "grant", evidence="signed card")
    now[0] -= timedelta(days=1)
    say(vault, ann, "object")
    assert not may(vault, ann)
    assert {entry.at for entry in vault.read(consent.history, ann)} == {"2026-11-22T09:30:00Z"}
    assert vault.read(consent.current, ann)[0].recorded_at == "2026-11-21T09:30:00Z"
    say(vault, ann, "grant", evidence="signed card")
    assert may(vault, ann)
    now[0] += timedelta(days=1)
    vault.write(consent.leave_alone, ann, "by telephone")
    assert not may(vault, ann)


def test_a_yes_of_a_clock_a_year_ahead_is_taken_back_on_any_day(make_vault: MakeVault) -> None:
    now = [NOW + timedelta(days=365)]
    vault = make_vault(clock=lambda: now[0])
    ann = person(vault)
    say(vault, ann, "grant", evidence="signed card")
    now[0] = NOW
    say(vault, ann, "withdraw")
    assert not may(vault, ann)
    say(vault, ann, "grant", evidence="new card", at="2026-11-01")
    assert not may(vault, ann), "a date that was typed keeps its meaning"


def test_a_new_address_of_someone_who_said_no_is_suppressed_too(vault: Vault) -> None:
    ann = person(vault)
    say(vault, ann, "object")
    draft = vault.read(customers.draft_of, ann)
    vault.write(customers.edit, ann, replace(draft, emails=(*draft.emails, ContactDraft("new@example.com"))))
    assert vault.read(consent.is_suppressed, "email", "new@example.com", "marketing", "email")
    assert not vault.read(consent.is_suppressed, "email", "new@example.com", "reminders", "email")


def test_leave_me_alone_covers_every_purpose_and_channel_and_a_yes_lifts_only_its_own(vault: Vault) -> None:
    ann = person(vault)
    vault.write(consent.leave_alone, ann, "by telephone")
    say(vault, ann, "grant", evidence="card")
    for purpose in consent.PURPOSES:
        for channel in ("email", "sms", "phone", "post"):
            assert may(vault, ann, channel, purpose) is ((purpose, channel) == ("marketing", "email"))
    assert vault.read(consent.is_suppressed, "email", EMAIL, "reminders", "email")
    assert not vault.read(consent.is_suppressed, "email", EMAIL, "marketing", "email")


def test_an_address_of_nobody_can_be_suppressed_and_meets_its_later_owner(vault: Vault) -> None:
    vault.write(consent.suppress, "email", EMAIL, "a caller")
    ann = person(vault)
    say(vault, ann, "grant", method="import", evidence="members.csv")
    assert not may(vault, ann)


def test_a_postal_address_is_known_again_however_it_is_spelt(vault: Vault) -> None:
    ann = person(vault)
    say(vault, ann, "object", channel="post")
    again = person(vault, given_name="A.", addresses=(AddressDraft("1, HIGH ST.", postcode="ls11aa"),))
    say(vault, again, "grant", channel="post", method="import")
    assert not may(vault, again, "post")


def test_a_telephone_extension_shares_its_number(vault: Vault) -> None:
    ann = person(vault)
    say(vault, ann, "object", channel="phone")
    again = person(vault, given_name="Bea", phones=(ContactDraft("+44 7700 900123 ext 4"),))
    say(vault, again, "grant", channel="phone", method="import")
    assert not may(vault, again, "phone")


def test_a_yes_entered_by_mistake_is_taken_back_and_the_no_is_in_force_again(vault: Vault) -> None:
    ann = person(vault)
    say(vault, ann, "object")
    yes = say(vault, ann, "grant", evidence="card")
    undo = vault.last_undo
    assert undo is not None
    assert undo.arguments == (yes.id,)
    vault.write(undo.function, *undo.arguments)
    assert not may(vault, ann)
    assert vault.read(consent.is_suppressed, "email", EMAIL, "marketing", "email")
    assert [entry.answer for entry in vault.read(consent.history, ann)] == ["object"]


def test_a_no_cannot_be_taken_back(vault: Vault) -> None:
    ann = person(vault)
    no = say(vault, ann, "withdraw")
    with pytest.raises(Refused):
        vault.write(consent.take_back, no.id)
    assert vault.last_undo is None or vault.last_undo.function is not consent.take_back


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"at": "2026-11-23"}, "at"),
        ({"at": "2026-11-22T09:30:01Z"}, "at"),
        ({"at": "yesterday"}, "at"),
        ({"at": "0001-01-01"}, "at"),
        ({"method": " "}, "method"),
        ({"method": "x" * 61}, "method"),
        ({"evidence": "x" * 2001}, "evidence"),
        ({"purpose": "everything"}, "purpose"),
        ({"channel": "pigeon"}, "channel"),
        ({"answer": "yes"}, "answer"),
    ],
)
def test_what_cannot_be_an_answer_is_refused(vault: Vault, changes: dict[str, str], field: str) -> None:
    ann = person(vault)
    draft = replace(ConsentDraft(ann, "marketing", "email", "grant", "at the counter"), **changes)  # type: ignore[arg-type]
    with pytest.raises(InvalidValue) as refused:
        vault.write(consent.record, draft)
    assert refused.value.field == field
    assert vault.read(consent.history, ann) == ()


def test_nobody_cannot_say_anything(vault: Vault) -> None:
    with pytest.raises(NotFound):
        say(vault, 4711, "grant")
    with pytest.raises(NotFound):
        vault.read(consent.may_contact, 4711, "marketing", "email")


def test_without_a_usable_address_nobody_is_contacted(vault: Vault) -> None:
    ann = person(vault, emails=(ContactDraft(EMAIL, bounced=True),))
    say(vault, ann, "grant")
    permission = vault.read(consent.may_contact, ann, "marketing", "email")
    assert permission.because == "There is no e-mail address that may be used."
    vault.write(customers.archive, ann)
    assert vault.read(consent.may_contact, ann, "marketing", "sms").because == "This customer is put away."


def test_an_answer_keeps_the_wording_that_it_was_given_to(vault: Vault) -> None:
    ann = person(vault)
    say(vault, ann, "grant")
    vault.write(wordings.change_wording, "marketing", "May we write to you at Christmas?")
    say(vault, ann, "grant", channel="post")
    foreign = "Tick here for our newsletter"
    say(vault, ann, "grant", channel="sms", wording=foreign, method="import")
    shown = {entry.channel: (entry.wording, entry.wording_version) for entry in vault.read(consent.history, ann)}
    assert shown["email"] == (wordings.FIRST_WORDING["marketing"].format(shop="Corner Flowers"), 1)
    assert shown["post"] == ("May we write to you at Christmas?", 2)
    assert shown["sms"] == (foreign, 3)
    assert vault.read(wordings.wording, "marketing") == "May we write to you at Christmas?"


def test_an_import_that_names_no_wording_claims_none(vault: Vault) -> None:
    ann = person(vault)
    say(vault, ann, "grant", method="import", evidence="members.csv")
    (entry,) = vault.read(consent.history, ann)
    assert (entry.wording, entry.wording_version) == ("", None)


def test_the_ledger_refuses_change_and_removal(vault: Vault) -> None:
    ann = person(vault)
    say(vault, ann, "grant")
    for spoiling in ("UPDATE consent_events SET answer = 'object'", "DELETE FROM consent_events"):
        with pytest.raises(IntegrityError, match="ledger"):
            vault.write(run, spoiling)
    assert may(vault, ann)


def test_no_address_is_readable_in_the_suppression_list_and_each_shop_has_its_own_hashes(
    make_vault: MakeVault, tmp_path: Path
) -> None:
    digests = []
    for name in ("one", "two"):
        vault = make_vault(tmp_path / name)
        say(vault, person(vault), "object")
        digests += vault.read(query, "SELECT digest FROM suppressions")
    assert len({digest for (digest,) in digests}) == 2
    assert all(len(digest) == 32 and EMAIL.encode() not in digest for (digest,) in digests)


Step = tuple[str, int]
STEPS: dict[str, dict[str, str]] = {
    "her own yes": {"answer": "grant", "evidence": "card"},
    "yes": {"answer": "grant"},
    "imported yes": {"answer": "grant", "method": "import", "evidence": "file"},
    "soft": {"answer": "soft_opt_in", "evidence": "order"},
    "not now": {"answer": "not_now"},
    "withdraw": {"answer": "withdraw"},
    "object": {"answer": "object"},
    "imported object": {"answer": "object", "method": "import"},
}


def expected(said: list[tuple[int, int, str]]) -> str:
    """The current answer by definition: what follows a no, or a "not now", counts only from her own yes on."""
    names = [name for _, _, name in sorted(said)]
    for stopping, word in (({"withdraw", "object", "imported object"}, "no"), ({"not now"}, "not now")):
        stops = [index for index, name in enumerate(names) if name in stopping]
        if stops:
            after = names[stops[-1] + 1 :]
            if "her own yes" not in after:
                return word
            names = after[after.index("her own yes") :]
    return names[-1] if names else "unknown"


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from([*STEPS, "take back"]), st.integers(0, 5)), min_size=1, max_size=8))
def test_a_no_holds_whatever_is_imported_undone_or_typed_in_late(vault: Vault, steps: list[Step]) -> None:
    email = f"{uuid4().hex}@example.com"
    ann = person(vault, emails=(ContactDraft(email),), phones=(), addresses=())
    said: list[tuple[int, int, str]] = []
    undone = False
    for name, minutes_ago in steps:
        if name == "take back":
            yes = [(at, event) for at, event, what in said if STEPS[what]["answer"] not in ("withdraw", "object")]
            if yes:
                undone = True
                vault.write(consent.take_back, yes[-1][1])
                said = [entry for entry in said if entry[1] != yes[-1][1]]
        else:
            at = (NOW - timedelta(minutes=minutes_ago)).isoformat()
            said.append((-minutes_ago, say(vault, ann, at=at, **STEPS[name]).id, name))
        standing = expected(said)
        allowed, suppressed = (
            may(vault, ann),
            vault.read(consent.is_suppressed, "email", email, "marketing", "email"),
        )
        assert not (allowed and suppressed)
        if standing == "no":
            assert suppressed
        if standing in ("no", "unknown", "not now"):
            assert not allowed
        elif not undone:
            assert allowed
    assert vault.read(query, "SELECT state FROM ledger_gate") == [("shut",)]


def test_what_people_are_asked_names_the_shop_from_the_first(vault: Vault) -> None:
    for purpose in ("marketing", "reminders", "feedback"):
        assert "Corner Flowers" in vault.read(wordings.wording, purpose)
