"""A request is not said to be done while it is not on record who asked, or that it was done, unless words say why."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from shopcrm.errors import InvalidValue
from shopcrm.jobs.access_pack import write_pack
from shopcrm.jobs.portable_pack import write_portable
from shopcrm.privacy import erasure, requests
from shopcrm.privacy.erasure import ErasureDraft
from shopcrm.privacy.requests import RequestDraft, Right
from shopcrm.shop import customers
from shopcrm.shop.customers import CustomerDraft, RestrictionDraft
from shopcrm.vault.vault import Vault
from tests.shop.tickets.kit import Clock

D = date.fromisoformat


def opened(shop: Vault, ann: int | None, right: Right, **more: Any) -> int:
    return shop.write(requests.open, RequestDraft(right, D("2026-11-02"), ann, **more))


def gaps(shop: Vault, request: int) -> list[str]:
    return [gap.kind for gap in shop.read(requests.card, request).gaps]


DEEDS: dict[Right, Callable[[Vault, int, Path], object]] = {
    "access": lambda shop, ann, folder: write_pack(shop, ann, folder),
    "portability": lambda shop, ann, folder: write_portable(shop, ann, folder),
    "rectification": lambda shop, ann, _: shop.write(customers.edit, ann, CustomerDraft("Anne", "Lee")),
    "restriction": lambda shop, ann, _: shop.write(customers.restrict, RestrictionDraft(ann, "accuracy", "Her name")),
    "erasure": lambda shop, ann, _: shop.write(erasure.erase, ErasureDraft(ann, "Lee")),
}


@pytest.mark.parametrize("right", DEEDS)
def test_a_request_is_done_once_it_is_known_who_asked_and_the_book_shows_the_deed(
    shop: Vault, ann: int, tmp_path: Path, right: Right
) -> None:
    request = opened(shop, ann, right)
    assert gaps(shop, request) == ["identity", "deed"]
    with pytest.raises(InvalidValue) as refused:
        shop.write(requests.close, request, "granted", "Done.")
    assert (refused.value.field, "Nobody noted how they showed" in refused.value.message) == ("anyway", True)
    shop.write(requests.show_identity, request, "Passport seen")
    with pytest.raises(InvalidValue):
        shop.write(requests.close, request, "granted", "Done.")
    DEEDS[right](shop, ann, tmp_path)
    shop.write(requests.close, request, "granted", "Done.")
    assert shop.read(requests.card, request).outcome == "granted"


def test_what_was_done_for_somebody_else_or_before_they_asked_does_not_count(
    shop: Vault, ann: int, clock: Clock, tmp_path: Path
) -> None:
    other = shop.write(customers.add, CustomerDraft("Bo", "Lee"))
    write_pack(shop, ann, tmp_path)
    clock.set("2026-12-03T09:00")
    write_pack(shop, other, tmp_path)
    request = shop.write(requests.open, RequestDraft("access", D("2026-12-01"), ann))
    assert "deed" in gaps(shop, request)
    write_portable(shop, ann, tmp_path)
    assert "deed" in gaps(shop, request)
    clock.set("2026-12-04T09:00")
    write_pack(shop, ann, tmp_path)
    assert gaps(shop, request) == ["identity"]


def test_nobody_acts_for_another_without_proof_and_their_proof_stands_for_hers(shop: Vault, ann: int) -> None:
    request = opened(shop, ann, "complaint", representative="Sam Hill")
    assert gaps(shop, request) == ["authority", "deed"]
    with pytest.raises(InvalidValue, match="never shown that Sam Hill may act"):
        shop.write(requests.close, request, "partly", "We looked into it.")
    shop.write(requests.show_authority, request, "Signed letter")
    shop.write(requests.close, request, "partly", "We looked into it.")


def test_proof_that_was_asked_for_is_waited_for_even_where_it_came_once(shop: Vault, ann: int) -> None:
    request = opened(shop, ann, "access")
    shop.write(requests.show_identity, request, "A call from her number")
    shop.write(requests.ask_identity, request, "Another voice")
    assert shop.read(requests.card, request).gaps[0].what == "Proof of identity was asked for and never came."


@pytest.mark.parametrize("right", ["objection", "automated", "complaint"])
def test_of_what_the_book_cannot_see_a_task_ticked_off_is_the_sign(shop: Vault, ann: int, right: Right) -> None:
    request = opened(shop, ann, right)
    assert "deed" in gaps(shop, request)
    shop.write(requests.finish_task, request, shop.read(requests.card, request).open_tasks[0].id)
    assert "deed" not in gaps(shop, request)


def test_offers_stop_without_proof_but_not_for_whom_nobody_can_be_told_from(shop: Vault, ann: int) -> None:
    assert gaps(shop, opened(shop, ann, "marketing")) == []
    assert gaps(shop, opened(shop, None, "marketing", contact="pat@example.com")) == []
    assert gaps(shop, opened(shop, None, "marketing", name="Pat")) == ["deed"]


def test_words_close_it_all_the_same_are_noted_and_can_be_taken_back(shop: Vault, ann: int) -> None:
    request = opened(shop, ann, "access")
    with pytest.raises(InvalidValue) as refused:
        shop.write(requests.close, request, "granted", anyway="Old friend")
    assert refused.value.field == "words"
    shop.write(requests.close, request, "granted", "Read to her at the counter.", anyway="Old friend")
    card = shop.read(requests.card, request)
    noted = next(event for event in card.events if event.kind == "note")
    assert noted.body.startswith("Closed as done although: Nobody noted how they showed who they are. No report")
    assert noted.body.endswith("Because: Old friend")
    undo = shop.last_undo
    assert undo is not None
    shop.write(undo.function, *undo.arguments)
    card = shop.read(requests.card, request)
    assert (card.state, [event.kind for event in card.events if event.kind == "note"]) == ("open", [])


def test_a_refusal_a_withdrawal_or_a_double_needs_no_proof(shop: Vault, ann: int) -> None:
    shop.write(requests.close, opened(shop, ann, "access"), "refused", "The fifth this month.")
    shop.write(requests.close, opened(shop, ann, "access"), "withdrawn")


def test_never_shown_before_a_month_is_over_needs_words(shop: Vault, ann: int, clock: Clock) -> None:
    request = opened(shop, ann, "access")
    shop.write(requests.ask_identity, request, on=D("2026-11-05"))
    attempts: tuple[Callable[[], object], ...] = (
        lambda: shop.write(requests.identity_never, request, " "),
        lambda: shop.write(requests.close, request, "not_identified"),
    )
    for close in attempts:
        with pytest.raises(InvalidValue, match="until Saturday 5 December 2026"):
            close()
    clock.set("2026-12-05T09:00")
    shop.write(requests.identity_never, request)
    second = opened(shop, ann, "access")
    shop.write(requests.ask_identity, second)
    shop.write(requests.identity_never, second, "She said on the telephone that she will not.")
    assert shop.read(requests.card, second).outcome == "not_identified"


def test_the_programs_own_tasks_keep_their_words_after_an_erasure(shop: Vault, ann: int) -> None:
    request = opened(shop, ann, "erasure")
    shop.write(requests.add_task, request, "Ring Ann's sister")
    before = [task.what for task in shop.read(requests.card, request).tasks]
    shop.write(erasure.erase, ErasureDraft(ann, "Lee", request=request, anyway=True))
    assert [task.what for task in shop.read(requests.card, request).tasks] == [*before[:-1], ""]
    assert before[0] == "Read what will be erased, what is kept and why"
