"""What erasure leaves of a person's requests: that they were, what became of them and when, and not a word of hers."""

from datetime import date
from pathlib import Path

import pytest

from shopcrm.errors import InvalidValue
from shopcrm.jobs import request_letters
from shopcrm.privacy import erasure, requests
from shopcrm.privacy.erasure import ErasureDraft
from shopcrm.privacy.requests import RequestDraft
from shopcrm.vault.vault import Vault
from tests.papers.reading import text_of
from tests.vault.rules import query


def test_of_a_request_its_days_and_outcome_are_kept_and_its_words_are_not(
    shop: Vault, ann: int, tmp_path: Path
) -> None:
    draft = RequestDraft("erasure", date(2026, 11, 2), ann, words="quince", contact="quince@example.com")
    request = shop.write(requests.open, draft)
    shop.write(requests.ask_identity, request, "quince")
    shop.write(requests.show_identity, request, "quince")
    shop.write(requests.note, request, "quince")
    request_letters.write_letter(shop, request, "acknowledgement", tmp_path, "quince")
    before = shop.read(requests.card, request)
    shop.write(erasure.erase, ErasureDraft(ann, "Lee", "She asked.", request))
    card = shop.read(requests.card, request)
    assert (card.name, card.words, card.contact, card.customer_id) == (f"Erased customer C-{ann}", "", "", ann)
    assert [(event.kind, event.on) for event in card.events] == [(event.kind, event.on) for event in before.events]
    assert (card.clock.due, card.events[-1].document) == (before.clock.due, None)
    for table in ("data_requests", "request_events"):
        assert "quince" not in str(shop.read(query, f"SELECT * FROM {table}"))
    shop.write(requests.close, request, "granted", "Erased on request.")
    assert shop.read(requests.card, request).outcome == "granted"
    assert "was erased" in shop.read(requests.card, request).warnings[0]
    with pytest.raises(InvalidValue, match="was erased"):
        request_letters.write_letter(shop, request, "completion", tmp_path)
    made = request_letters.write_letter(shop, request, "completion", tmp_path, to="Ann Lee\n3 Mill Lane\nYork YO1 7AA")
    text = text_of(made.file.read_bytes())
    assert made.pages == 1
    for part in ("Ann Lee", "3 Mill Lane", "York YO1 7AA", "Dear Ann Lee,"):
        assert part in text
    assert "Erased customer" not in text
    names = [name for (name,) in shop.read(query, "SELECT name FROM sqlite_schema WHERE type = 'table'")]
    assert not [name for name in names if "Mill Lane" in str(shop.read(query, f'SELECT * FROM "{name}"'))]
