"""The letters of a request: what each says, that it is kept with the customer, and that it is noted."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from shopcrm.errors import Refused
from shopcrm.jobs import request_letters
from shopcrm.jobs.access_pack import write_pack
from shopcrm.privacy import requests
from shopcrm.privacy.requests import LetterKind, RequestDraft
from shopcrm.shop import customers, documents, profile
from shopcrm.shop.customers import AddressDraft, ContactDraft, CustomerDraft, RestrictionDraft
from shopcrm.vault.vault import Vault
from tests.papers.reading import pages_of, text_of

D = date.fromisoformat
ROUTES = (
    "Complain to us: Corner Flowers, hello@example.com; 12 Market Street, York.",
    "section 164A",
    "Complain to the regulator: Information Commissioner",
    "section 165",
    "Go to court",
)


@pytest.fixture
def ann(vault: Vault) -> int:
    """A customer of a shop that can be written to."""
    shop = replace(vault.read(profile.get), address="12 Market Street\nYork", email="hello@example.com")
    vault.write(profile.change, shop)
    home = AddressDraft("3 Mill Lane", town="York", postcode="YO1 7AA")
    draft = CustomerDraft("Ann", "Lee", emails=(ContactDraft("ann@example.com"),), addresses=(home,))
    return vault.write(customers.add, draft)


@pytest.fixture
def access(vault: Vault, ann: int) -> int:
    """Ann asked on 2 November for what is held about her."""
    return vault.write(requests.open, RequestDraft("access", D("2026-11-02"), ann, words="All [/] you have"))


def letter(vault: Vault, request: int, kind: LetterKind, folder: Path, words: str = "") -> str:
    """The text of a letter that was written."""
    made = request_letters.write_letter(vault, request, kind, folder, words)
    assert made.file.name.startswith(f"D-{request}-{kind}")
    return text_of(made.file.read_bytes())


def says(text: str, *parts: str) -> None:
    for part in parts:
        assert part in text, part


def test_the_acknowledgement_says_what_was_asked_until_when_it_is_answered_and_how_that_is_counted(
    vault: Vault, access: int, tmp_path: Path
) -> None:
    text = letter(vault, access, "acknowledgement", tmp_path, "See you at the counter.")
    says(text, "Ann Lee 3 Mill Lane York YO1 7AA", "22 November 2026", f"Our reference: D-{access}", "Dear Ann Lee,")
    says(text, "“All [/] you have”", "by Wednesday 2 December 2026 at the latest", "There is nothing to pay.")
    says(text, "Received Monday 2 November 2026.", "See you at the counter.", "Robin Marsh", "UK GDPR Art 12A, Art 15")
    assert "Answer without" not in text


def test_a_letter_is_kept_with_the_customer_and_noted_on_the_request(
    vault: Vault, ann: int, access: int, tmp_path: Path
) -> None:
    letter(vault, access, "acknowledgement", tmp_path)
    (kept,) = vault.read(documents.of_customer, ann)
    assert (kept.kind, kept.file_name) == ("letter", f"D-{access}-acknowledgement.pdf")
    event = vault.read(requests.card, access).events[-1]
    assert (event.kind, event.words, event.document) == ("letter", "Letter: We have your request", kept.id)
    vault.write(documents.remove, kept.id)
    assert vault.read(requests.card, access).events[-1].document is None


def test_a_letter_that_says_no_way_to_reach_the_shop_warns(vault: Vault, ann: int, access: int, tmp_path: Path) -> None:
    assert request_letters.write_letter(vault, access, "acknowledgement", tmp_path).warnings == ()
    vault.write(profile.change, replace(vault.read(profile.get), address="", email=""))
    (told,) = request_letters.write_letter(vault, access, "acknowledgement", tmp_path).warnings
    assert "how to reach you" in told


def test_who_is_not_in_the_book_gets_a_letter_too(vault: Vault, tmp_path: Path) -> None:
    request = vault.write(requests.open, RequestDraft("marketing", contact="pat@example.com"))
    text = letter(vault, request, "acknowledgement", tmp_path)
    says(text, "pat@example.com", "Dear customer,", "That holds from the moment we received it")
    assert vault.read(requests.card, request).events[-1].document is None


def test_the_letters_ask_who_it_is_who_acts_and_what_is_meant(
    vault: Vault, ann: int, access: int, tmp_path: Path
) -> None:
    vault.write(requests.ask_identity, access, "Your letter bears another address.")
    text = letter(vault, access, "identity", tmp_path)
    says(text, "show us who you are", "Your letter bears another address.", "We keep no copy", "starts when it comes")
    vault.write(requests.show_identity, access, "Passport seen")
    vault.write(requests.ask_clarification, access, "Since when?")
    text = letter(vault, access, "clarification", tmp_path)
    says(text, "Since when?", "You need not narrow your request", "The days from Sunday 22 November 2026")
    acting = vault.write(requests.open, RequestDraft("access", customer=ann, representative="Sam Hill"))
    vault.write(requests.ask_authority, acting)
    text = letter(vault, acting, "identity", tmp_path)
    says(text, "c/o Sam Hill", "Sam Hill writes to us for you.", "a letter that you signed")
    assert "show us who you are, in one" not in text


def test_the_extension_gives_the_reasons_the_new_day_and_where_to_complain(
    vault: Vault, access: int, tmp_path: Path
) -> None:
    vault.write(requests.extend, access, "Two hundred letters.")
    text = letter(vault, access, "extension", tmp_path)
    assert len(pages_of((tmp_path / f"D-{access}-extension.pdf").read_bytes())) == 1
    says(text, "Two hundred letters.", "by Tuesday 2 February 2027 at the latest", *ROUTES)


@pytest.mark.parametrize(("outcome", "part"), [
    ("refused", "we will not do what you asked"),
    ("partly", "could do a part of what you asked"),
])  # fmt: skip
def test_a_refusal_gives_the_reasons_and_the_three_ways_to_complain(
    vault: Vault, access: int, tmp_path: Path, outcome: requests.Outcome, part: str
) -> None:
    vault.write(requests.show_identity, access, "Passport seen")
    vault.write(requests.close, access, outcome, "They name other people.")
    says(letter(vault, access, "refusal", tmp_path), part, "They name other people.", *ROUTES)


def test_the_answer_says_what_was_done_and_who_was_told(vault: Vault, ann: int, tmp_path: Path) -> None:
    request = vault.write(requests.open, RequestDraft("restriction", D("2026-11-02"), ann))
    vault.write(requests.show_identity, request, "Passport seen")
    vault.write(customers.restrict, RestrictionDraft(ann, "accuracy", "Her address"))
    vault.write(requests.close, request, "granted", "Until the address is checked.")
    vault.write(requests.tell_recipients, request, "The parcel service.")
    text = letter(vault, request, "completion", tmp_path)
    says(text, "We have restricted it", "Until the address is checked.", "The parcel service.", *ROUTES)
    says(letter(vault, request, "lifting", tmp_path), "from Sunday 29 November 2026 on", "(Art 18(3))")


def test_a_complaint_is_acknowledged_and_answered_in_its_own_words(vault: Vault, ann: int, tmp_path: Path) -> None:
    complaint = vault.write(requests.open, RequestDraft("complaint", D("2026-11-02"), ann))
    says(letter(vault, complaint, "acknowledgement", tmp_path), "We have your complaint", "without undue delay")
    assert vault.read(requests.card, complaint).stage == "answer"
    vault.write(requests.close, complaint, "refused", "The address was right.")
    text = letter(vault, complaint, "refusal", tmp_path)
    says(text, "The outcome of your complaint", "We do not think that we did wrong", "section 165", "Go to court")
    assert "Complain to us" not in text


def test_the_law_of_another_country_names_its_own_ways_to_complain(vault: Vault, tmp_path: Path) -> None:
    draft = RequestDraft("access", name="Aoife", regime="eu", region="IE")
    irish = vault.write(requests.open, draft)
    vault.write(requests.close, irish, "refused", "Because.")
    text = letter(vault, irish, "refusal", tmp_path)
    says(text, "Complain to the supervisory authority of the country where you live", "Art 77", "GDPR Art 79")
    assert "Information Commissioner" not in text
    californian = vault.write(requests.open, RequestDraft("erasure", name="Lou", regime="ccpa"))
    vault.write(requests.close, californian, "no_duty", "We are too small.")
    says(letter(vault, californian, "refusal", tmp_path), "California Privacy Protection Agency", "We are too small.")


@pytest.mark.parametrize("kind", ["identity", "clarification", "extension", "refusal", "completion", "lifting"])
def test_a_letter_that_does_not_fit_yet_is_refused_and_nothing_is_written(
    vault: Vault, access: int, tmp_path: Path, kind: LetterKind
) -> None:
    with pytest.raises(Refused, match="does not fit"):
        request_letters.write_letter(vault, access, kind, tmp_path)
    assert list(tmp_path.glob("*.pdf")) == []


def test_the_answer_says_that_it_was_done_only_where_the_book_shows_it(
    vault: Vault, access: int, tmp_path: Path
) -> None:
    vault.write(requests.show_identity, access, "Passport seen")
    vault.write(requests.close, access, "granted", "Read to her at the counter.", anyway="She wanted no paper")
    text = letter(vault, access, "completion", tmp_path)
    says(text, "This is what we did about it:", "Read to her at the counter.")
    assert "You find it with this letter" not in text
    assert "She wanted no paper" not in text
    vault.write(requests.reopen, access, "She wants it on paper.")
    write_pack(vault, vault.read(requests.card, access).customer_id or 0, tmp_path)
    vault.write(requests.close, access, "granted")
    says(letter(vault, access, "completion", tmp_path), "You find it with this letter")


def test_what_was_done_in_part_is_not_said_to_be_done(vault: Vault, ann: int, tmp_path: Path) -> None:
    request = vault.write(requests.open, RequestDraft("erasure", D("2026-11-02"), ann))
    vault.write(requests.show_identity, request, "Passport seen")
    vault.write(requests.close, request, "partly", "Your notes are gone; your invoices stay.")
    text = letter(vault, request, "completion", tmp_path)
    says(text, "This is what we did about it:", "your invoices stay")
    assert "We have erased it" not in text
