"""Each point of the book's quality: whom it lists and why, and whom it must leave alone."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from shopcrm.insight import quality, unreachable
from shopcrm.insight.quality import Key
from shopcrm.insight.quality.people import birthday_doubt
from shopcrm.insight.quality.points import RULES
from shopcrm.shop import customers, merge, orders, tickets
from shopcrm.shop.customers import AddressDraft, ContactDraft, CustomerDraft
from shopcrm.shop.orders import LineDraft, OrderDraft
from shopcrm.shop.tickets import TicketDraft
from shopcrm.shop.today import DoNext
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import Vault
from tests.conftest import MakeVault
from tests.insight.sales import TODAY
from tests.vault.rules import rule, run

HOME = AddressDraft("1 High Street", town="Leeds", postcode="LS1 1AA")
MAIL, PHONE = ContactDraft("ana@example.com"), ContactDraft("0113 496 0123")
WEB = "a web form"


def add(vault: Vault, given: str = "Ana", family: str = "Baker", **more: object) -> int:
    """A customer with nothing to put right, but for what is said."""
    whole: dict[str, object] = {"emails": (MAIL,), "phones": (PHONE,), "addresses": (HOME,)}
    found: int = vault.write(customers.add, CustomerDraft(given, family, **(whole | more)))  # type: ignore[arg-type]
    return found


def why(vault: Vault, key: Key) -> list[str]:
    """The reasons of a list, which hold for the whole list and for each row of it alike."""
    ids = vault.read(quality.ids, key)
    rows = vault.read(quality.rows_for, key, ids)
    assert [row.customer for row in rows] == ids
    assert [vault.read(quality.rows_for, key, [row.customer]) for row in rows] == [[row] for row in rows]
    return [row.why for row in rows]


@rule("test.quality_to_do", "read")
def to_do(tx: Tx) -> list[DoNext]:
    """What Today says of it."""
    return unreachable.do_next(tx)


def on_lists(vault: Vault) -> set[Key]:
    """The lists on which anybody stands."""
    return {one.key for one in vault.read(quality.look).points if one.customers}


def test_a_record_with_nothing_to_put_right_is_on_no_list(vault: Vault) -> None:
    add(vault)
    assert on_lists(vault) == set()


def _flagged(
    *, wrong: bool = False, bounced: bool = False, do_not_use: bool = False, first: bool = False
) -> ContactDraft:
    return ContactDraft("jo@example.com", "", first, wrong, bounced, do_not_use)


def test_who_waits_for_an_order_and_cannot_be_reached_is_listed(vault: Vault) -> None:
    lost = add(vault, "Lost", emails=(_flagged(bounced=True),), phones=())
    fine = add(vault, "Fine", emails=(), phones=(PHONE,))
    sent = add(vault, "Sent", emails=(), phones=())
    for customer in (lost, lost, fine):
        vault.write(orders.place, OrderDraft((LineDraft("Posy", 1, 900),), customer, promised_on="2026-11-25"))
    vault.write(orders.place, OrderDraft((LineDraft("Posy", 1, 900),), sent, handed_over=True))
    assert vault.read(quality.ids, "waiting") == [lost]
    assert why(vault, "waiting") == ["O-1001 and 1 more: open, and no number or e-mail address that can be used"]
    (told,) = vault.read(to_do)
    assert (told.ref, told.text) == ("C-1001", "No way to reach Lost Baker about O-1001")


def test_nothing_stands_on_today_where_everybody_can_be_reached(vault: Vault) -> None:
    vault.write(orders.place, OrderDraft((LineDraft("Posy", 1, 900),), add(vault), promised_on="2026-11-25"))
    vault.write(orders.place, OrderDraft((LineDraft("Posy", 1, 900),), promised_on="2026-11-25"))
    assert vault.read(to_do) == []


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        ({"wrong": True}, "jo@example.com: wrong"),
        ({"bounced": True}, "jo@example.com: messages came back"),
        ({"do_not_use": True}, "jo@example.com: not to be used"),
    ],
)
def test_a_first_address_that_is_no_good_is_listed(vault: Vault, flags: dict[str, bool], words: str) -> None:
    add(vault, emails=(_flagged(first=True, **flags), MAIL))
    assert why(vault, "no_use") == [words]


def test_an_address_that_is_no_good_but_not_first_is_fine(vault: Vault) -> None:
    add(vault, emails=(MAIL, _flagged(wrong=True)), addresses=(HOME, AddressDraft("2 Quay", wrong=True)))
    assert why(vault, "no_use") == []


def test_a_first_postal_address_that_is_wrong_is_listed(vault: Vault) -> None:
    add(vault, addresses=(AddressDraft("2 Quay", town="York", postcode="YO1 7HH", wrong=True),))
    assert why(vault, "no_use") == ["2 Quay York: wrong"]


def test_who_cannot_be_reached_at_all_is_listed_and_who_can_be_written_to_is_not(vault: Vault) -> None:
    nowhere = add(vault, "Nowhere", emails=(_flagged(wrong=True),), phones=(), addresses=())
    add(vault, "Letters", emails=(), phones=())
    assert vault.read(quality.ids, "no_way") == [nowhere]


def test_who_has_no_name_is_listed_and_a_company_has_one(vault: Vault) -> None:
    add(vault, "", "")
    add(vault, "", "", company="Harbour View", kind="business", emails=(), phones=(), addresses=())
    assert why(vault, "no_name") == ["known as ana@example.com only"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("jo@example", "jo@example: the part after @ has no dot. Check it"),
        ("jo@gmial.com", "jo@gmial.com: the part after @ is gmial.com. Perhaps gmail.com is meant"),
        ("jo@flowers.con", "jo@flowers.con: the part after @ is flowers.con. Perhaps flowers.com is meant"),
    ],
)
def test_a_doubtful_e_mail_address_is_listed_and_warned_of(vault: Vault, typed: str, words: str) -> None:
    draft = (ContactDraft(typed),)
    add(vault, emails=draft)
    assert why(vault, "email") == [words]
    assert customers.warnings(CustomerDraft(emails=draft))


@pytest.mark.parametrize("typed", ["jo@example.com", "jo@ymail.com", "jo@mail.com", "jo@shop.example.co.uk"])
def test_an_e_mail_address_like_others_is_fine(vault: Vault, typed: str) -> None:
    add(vault, emails=(ContactDraft(typed),))
    assert why(vault, "email") == []


@pytest.mark.parametrize("typed", ["07700 90012", "0113 496 01", "07700 900123", "+1 555 0100"])
def test_a_doubtful_number_is_listed(vault: Vault, typed: str) -> None:
    add(vault, phones=(ContactDraft(typed),))
    (reason,) = why(vault, "phone")
    assert reason.startswith(f"{typed}: this telephone number ")


@pytest.mark.parametrize("typed", ["0113 496 0123", "+44 113 496 0123", "+1 202 555 0123", "0113 496 0123 ext 5"])
def test_a_number_that_is_in_use_is_fine(vault: Vault, typed: str) -> None:
    add(vault, phones=(ContactDraft(typed),))
    assert why(vault, "phone") == []


def test_a_number_that_is_known_to_be_wrong_is_not_doubted_again(vault: Vault) -> None:
    add(vault, phones=(PHONE, ContactDraft("07700 90012", wrong=True)))
    assert why(vault, "phone") == []


def test_a_demonstration_may_use_the_numbers_that_are_nobodys(make_vault: MakeVault) -> None:
    vault = make_vault(demo=True)
    add(vault, phones=(ContactDraft("07700 900123"),))
    assert why(vault, "phone") == []


@pytest.mark.parametrize(
    ("postcode", "words"), [("LS1", "LS1: this does not look"), ("QX1 1AA", "QX1 1AA: no British")]
)
def test_a_doubtful_postcode_is_listed(vault: Vault, postcode: str, words: str) -> None:
    add(vault, addresses=(AddressDraft("1 High Street", town="Leeds", postcode=postcode),))
    (reason,) = why(vault, "postcode")
    assert reason.startswith(words)


def test_a_postcode_of_another_country_is_fine(vault: Vault) -> None:
    add(vault, addresses=(AddressDraft("1 Rue", town="Lyon", postcode="69001", country="France"),))
    assert on_lists(vault) == set()


def test_an_address_without_a_postcode_is_listed_where_it_is_at_home(vault: Vault) -> None:
    add(vault, addresses=(AddressDraft("1 High Street", town="Leeds"),))
    add(vault, "Bo", "Cho", emails=(), addresses=(AddressDraft("1 Strand", town="Cork", country="Ireland"),))
    assert why(vault, "no_postcode") == ["1 High Street, Leeds"]


def test_who_is_likely_in_the_book_twice_is_listed_once_for_each_record(vault: Vault) -> None:
    ana, anna = add(vault), add(vault, "Anna")
    add(vault, "Carl", "Diaz", emails=())
    assert vault.read(quality.ids, "double") == [ana, anna]
    assert why(vault, "double") == ["perhaps Anna Baker (C-1002)", "perhaps Ana Baker (C-1001)"]
    vault.write(merge.tell_apart, ana, anna)
    assert why(vault, "double") == []


def test_the_double_of_somebody_who_was_put_away_is_none(vault: Vault) -> None:
    add(vault)
    vault.write(customers.archive, add(vault, "Anna"))
    assert why(vault, "double") == []


def test_a_household_with_one_number_is_not_in_the_book_twice(vault: Vault) -> None:
    add(vault, "Ana", emails=(), birthday="3 May 1980")
    add(vault, "Ben", emails=(), birthday="9 June 2001")
    assert why(vault, "double") == []


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        ("2026-11-23", "has not come yet"),
        ("1916-11-21", "more than 110 years ago"),
        ("1980-02-30", "no such day"),
        ("--02-30", "no such day"),
        ("soon", "no such day"),
        ("2026-11-22", ""),
        ("1916-11-22", ""),
        ("--02-29", ""),
        ("1980-05-03", ""),
    ],
)
def test_a_birthday_that_cannot_be_is_told_from_one_that_can(vault: Vault, kept: str, words: str) -> None:
    assert birthday_doubt(kept, TODAY) == words
    vault.write(run, f"UPDATE customers SET birthday = '{kept}' WHERE id = {add(vault)}")
    assert why(vault, "birthday") == ([f"{kept}: {words}"] if words else [])


def _of(vault: Vault, customer: int, created: str, confirmed: str | None) -> None:
    day = f"'{confirmed}'" if confirmed else "NULL"
    vault.write(
        run,
        f"UPDATE customers SET created_at = '{created}T09:00:00Z', confirmed_on = {day}, source = 'demo'"
        f" WHERE id = {customer}",
    )


@pytest.mark.parametrize(
    ("created", "confirmed", "bought", "words"),
    [
        ("2020-01-01", None, None, "in the book since 1 Jan 2020"),
        ("2020-01-01", "2024-11-21", None, "confirmed 21 Nov 2024 · in the book since 1 Jan 2020"),
        ("2020-01-01", None, "2021-06-01", "last order 1 Jun 2021 · in the book since 1 Jan 2020"),
        ("2020-01-01", "2024-11-22", None, ""),
        ("2020-01-01", None, "2024-11-22", ""),
        ("2024-11-22", None, None, ""),
    ],
)
def test_a_record_is_asked_about_when_nothing_was_heard_for_two_years(
    vault: Vault, created: str, confirmed: str | None, bought: str | None, words: str
) -> None:
    ana = add(vault)
    _of(vault, ana, created, confirmed)
    if bought:
        line = LineDraft("Posy", 1, 900)
        vault.write(orders.place, OrderDraft((line,), ana, f"{bought}T12:00:00Z", handed_over=True))
    assert why(vault, "stale") == ([words] if words else [])


def test_a_cancelled_order_is_no_word_of_a_customer(vault: Vault) -> None:
    ana = add(vault)
    _of(vault, ana, "2020-01-01", None)
    vault.write(orders.cancel, vault.write(orders.place, OrderDraft((LineDraft("Posy", 1, 900),), ana)))
    assert len(why(vault, "stale")) == 1


def test_missing_contacts_are_told_and_take_no_points(vault: Vault) -> None:
    add(vault, emails=())
    add(vault, "Bo", "Cho", phones=(), addresses=())
    told = {one.key: one for one in vault.read(quality.look).points if one.takes is None}
    assert {key: one.customers for key, one in told.items()} == {"no_email": 1, "no_phone": 1}
    assert vault.read(quality.look).score == 100


def test_who_is_put_away_or_erased_is_on_no_list(vault: Vault) -> None:
    vault.write(customers.archive, add(vault, "", "", phones=(ContactDraft("123"),), addresses=()))
    gone = add(vault, "Bo", "Cho", addresses=())
    vault.write(run, f"UPDATE customers SET name = '', given_name = '', family_name = '' WHERE id = {gone}")
    vault.write(run, f"DELETE FROM contact_points WHERE customer_id = {gone}")
    assert on_lists(vault) == set()
    assert vault.read(quality.look).score is None


JUNK: Sequence[tuple[CustomerDraft, str]] = (
    (CustomerDraft("Win now https://prize.example", "Jo"), "a link in the name"),
    (CustomerDraft("www.prize.example", "Jo"), "a link in the name"),
    (CustomerDraft("Xkqzvbn", "Smith"), "a name without a vowel: Xkqzvbn"),
    (CustomerDraft("uMtVkXzQ", "Jo"), "capitals scattered through a name: uMtVkXzQ"),
    (CustomerDraft("Ro8ert", "Jo"), "a digit inside a name: Ro8ert"),
    (CustomerDraft("Aaaaa", "Jo"), "one letter over and over: Aaaaa"),
    (CustomerDraft("Asdfgh", "Jo"), "keys next to each other: Asdfgh"),
    (CustomerDraft("Jo", company="http://prize.example"), "a link in the company's name"),
    (CustomerDraft("Jo", "Ng", emails=(ContactDraft("jo@tempmail.example"),)), "throw-away mail: tempmail.example"),
    (CustomerDraft("Jo", "Ng", emails=(ContactDraft("jo@my.mailinator2.example"),)), "throw-away mail: my.mailinator2"),
    (CustomerDraft("Jo", "Ng", note="Buy https://pills.example"), "a link in a note that you did not write"),
)


@pytest.mark.parametrize(("draft", "sign"), JUNK)
def test_junk_is_listed_with_its_sign(vault: Vault, draft: CustomerDraft, sign: str) -> None:
    fields = {name: getattr(draft, name) for name in draft.__dataclass_fields__}
    vault.write(customers.add, CustomerDraft(**(fields | {"source": WEB})))
    (reason,) = why(vault, "junk")
    assert reason.startswith(sign)
    vault.write(customers.add, draft)
    assert len(why(vault, "junk")) == 1, "what was typed at the shop is no program's"


@pytest.mark.parametrize(
    "draft",
    [
        CustomerDraft("Jo", "Ng"),
        CustomerDraft("Siân", "Llwyd"),
        CustomerDraft("Hubert", "Wolfeschlegelsteinhausenbergerdorff"),
        CustomerDraft("太郎", "山田"),
        CustomerDraft("Ivy", "[/]"),
        CustomerDraft("Max", "=cmd|' /C calc'!A0"),
        CustomerDraft("Shaun", "McDonald-FitzGerald"),
        CustomerDraft("Krč", "Smrž"),
        CustomerDraft("J R", "Hartley 3rd"),
        CustomerDraft("Jo", company="www Bakery"),
        CustomerDraft("Jo", "Ng", emails=(ContactDraft("jo@contempmail.example"),)),
        CustomerDraft("Jo", "Ng", note="Saw our shop on the web, wants roses"),
    ],
)
def test_an_unusual_customer_is_no_junk(vault: Vault, draft: CustomerDraft) -> None:
    fields = {name: getattr(draft, name) for name in draft.__dataclass_fields__}
    vault.write(customers.add, CustomerDraft(**(fields | {"source": WEB})))
    assert why(vault, "junk") == []


def test_who_ordered_or_asked_something_is_no_junk(vault: Vault) -> None:
    bought, asked = (add(vault, "Xkqzvbn", name, source=WEB) for name in ("Ordered", "Asked"))
    vault.write(orders.place, OrderDraft((LineDraft("Posy", 1, 900),), bought))
    vault.write(tickets.open, TicketDraft("Where is it?", customer=asked))
    assert why(vault, "junk") == []


def test_many_who_signed_up_in_one_minute_are_listed(vault: Vault) -> None:
    for number in range(4):
        add(vault, "Jo", f"Number{number}", source=WEB, emails=(), phones=(), addresses=())
    assert why(vault, "junk") == []
    add(vault, "Jo", "Last", source=WEB)
    assert why(vault, "junk") == ["one of 5 who signed up in the same minute"] * 5


def test_who_came_by_one_file_did_not_sign_up_in_one_minute(vault: Vault) -> None:
    for number in range(6):
        add(vault, "Jo", f"Number{number}", source="a list of customers")
    at = datetime(2026, 11, 22, 9, 30, tzinfo=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    vault.write(
        run,
        "INSERT INTO imports (at, staff_id, format, file_name, sha256, rows, summary)"
        f" VALUES ('{at}', 1, 'plain', 'people.csv', x'00', 6, '{{}}')",
    )
    assert why(vault, "junk") == []


def test_every_point_has_words_of_its_own() -> None:
    assert len({rule.title for rule in RULES}) == len({rule.key for rule in RULES}) == len(RULES)
    assert all(rule.means.endswith((".", "(e)).")) and len(rule.title) <= 34 for rule in RULES)
