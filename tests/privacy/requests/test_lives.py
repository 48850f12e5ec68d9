"""Whatever happens to a request, in whatever order: its clock can be told, and each step can be taken back."""

from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopcrm.errors import Refused
from shopcrm.privacy import requests
from shopcrm.privacy.requests import RIGHTS, DataRequest, RequestDraft, Right
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import Vault
from tests.shop.tickets.kit import Clock
from tests.vault.rules import rule

START = date(2026, 11, 2)
STEPS: tuple[tuple[Any, tuple[Any, ...]], ...] = (
    (requests.acknowledge, ("By letter",)),
    (requests.ask_authority, ("A signed letter",)),
    (requests.show_authority, ("Seen",)),
    (requests.ask_identity, ("A passport",)),
    (requests.show_identity, ("Seen",)),
    (requests.identity_never, ("Asked twice",)),
    (requests.ask_fee, ("The fifth copy",)),
    (requests.pay_fee, ()),
    (requests.ask_clarification, ("Which?",)),
    (requests.clarified, ("All",)),
    (requests.extend, ("Many letters",)),
    (requests.tell_recipients, ("The parcel service",)),
    (requests.close, ("granted", "Done")),
    (requests.close, ("granted", "Done", None, "Known to us")),
    (requests.close, ("withdrawn", "Not needed")),
    (requests.reopen, ("A slip",)),
    (requests.note, ("She called",)),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    right=st.sampled_from(RIGHTS),
    eu=st.booleans(),
    steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 9)), max_size=14),
)
def test_its_clock_can_always_be_told_and_each_step_taken_back(
    shop: Vault, clock: Clock, right: Right, eu: bool, steps: list[tuple[tuple[Any, tuple[Any, ...]], int]]
) -> None:
    clock.set("2026-11-02T09:00")
    law: dict[str, Any] = {"regime": "eu", "region": "IE"} if eu else {}
    request = shop.write(requests.open, RequestDraft(right, START, name="Ann", representative="Sam", **law))
    for (step, values), days in steps:
        clock.on(days=days)
        before = shop.read(requests.card, request)
        try:
            shop.write(step, request, *values)
        except Refused:
            assert shop.read(requests.card, request) == before
            continue
        after = shop.read(requests.card, request)
        is_sound(after, clock.now.date())
        undo = shop.last_undo
        assert undo is not None
        shop.write(undo.function, *undo.arguments)
        assert shop.read(requests.card, request) == before
        shop.write(step, request, *values)
    assert shop.read(wrong) == 0


@rule("test.wrong", "read")
def wrong(tx: Tx) -> int:
    """How many requests are indexed otherwise than their logs say."""
    return requests.wrong(tx)


def is_sound(card: DataRequest, today: date) -> None:
    """What holds of every request."""
    clock = card.clock
    if clock.due is not None and card.right != "complaint":
        assert clock.due >= START + timedelta(days=28)
        assert clock.target is not None
        assert clock.target <= clock.due
    if card.state == "open":
        assert clock.late == (clock.due is not None and clock.due < today)
        assert (clock.due is None) or not clock.paused
    assert (card.outcome is None) == (card.closed_on is None) == (card.state == "open")
    assert clock.words
    assert clock.steps
