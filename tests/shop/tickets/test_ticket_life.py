"""Whatever happens to tickets in whatever order: their lists say what their logs say, and clocks never lie."""

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from shopcrm.errors import Refused
from shopcrm.shop import customers, search, tickets
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.tickets import PRIORITIES, RUNNING, Ticket, TicketDraft, TicketFilter
from shopcrm.vault.refs import ref
from shopcrm.vault.registry import read
from shopcrm.vault.tx import Tx, from_stamp
from shopcrm.vault.vault import create_vault
from tests.conftest import BALLAST, CHEAP, OWNER, PASSPHRASE, SHOP
from tests.shop.tickets.kit import Clock


@read("test_ticket_life.wrong")
def wrong(tx: Tx) -> tuple[object, ...]:
    """What must be nought and shut."""
    return (tickets.wrong(tx), len(tickets.unnoticed(tx)), tx.value("SELECT state FROM ledger_gate"))


class TicketLife(RuleBasedStateMachine):
    """Random acts on the tickets of two customers, at any time, over the night on which the clocks go back."""

    opened: Bundle[int] = Bundle("opened")

    @initialize()
    def open_shop(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.clock = Clock("2026-10-23T16:00")
        self.vault, _ = create_vault(
            Path(self.folder.name) / "shop",
            *(SHOP, OWNER, PASSPHRASE),
            clock=self.clock,
            kdf=CHEAP,
            ballast_bytes=BALLAST,
        )
        self.people = [None, *(self.vault.write(customers.add, CustomerDraft(name)) for name in ("Ana", "Bo"))]
        self.events: dict[int, set[int]] = {}
        self.breached: dict[int, set[str]] = {}

    def teardown(self) -> None:
        if hasattr(self, "vault"):
            self.vault.close()
            self.folder.cleanup()

    def act(self, function: Any, *arguments: Any) -> Any:
        """Do it, where the rules of the shop allow it."""
        try:
            return self.vault.write(function, *arguments)
        except Refused:
            return None

    @rule(target=opened, person=st.integers(0, 2), priority=st.sampled_from(PRIORITIES))
    def open(self, person: int, priority: Any) -> int:
        draft = TicketDraft("Something", "Hello", self.people[person], priority=priority)
        return self.vault.write(tickets.open, draft)

    @rule(minutes=st.sampled_from([1, 15, 60, 300, 1440, 4000]))
    def wait_a_while(self, minutes: int) -> None:
        self.clock.on(minutes=minutes)

    @rule(ticket=opened, back=st.sampled_from([None, 0, 30, 600]))
    def message(self, ticket: int, back: int | None) -> None:
        at = None
        if back is not None:
            self.clock.on(minutes=-back)
            at = self.clock.now.isoformat()
            self.clock.on(minutes=back)
        self.act(tickets.message, ticket, "And?", None, at)

    @rule(ticket=opened, then=st.sampled_from(["waiting_customer", "open", "resolved"]))
    def reply(self, ticket: int, then: str) -> None:
        self.act(tickets.reply, ticket, "Yes.", None, then)

    @rule(
        ticket=opened,
        what=st.sampled_from(
            [
                *((tickets.note, "Hm."), (tickets.resume,), (tickets.resolve,), (tickets.resolve, "Done.", True)),
                *((tickets.reopen,), (tickets.close,), (tickets.rate, 4), (tickets.wait, "customer")),
                *((tickets.wait, "supplier"), (tickets.set_category, "order")),
                *((tickets.set_priority, priority) for priority in PRIORITIES),
            ]
        ),
    )
    def do(self, ticket: int, what: tuple[Any, ...]) -> None:
        self.act(what[0], ticket, *what[1:])

    @rule(keep=opened, lose=opened)
    def merge(self, keep: int, lose: int) -> None:
        self.act(tickets.merge, keep, lose)

    @rule(target=opened, ticket=opened)
    def split(self, ticket: int) -> int:
        if ticket not in self.vault.read(tickets.row_ids, TicketFilter.ALL):
            return ticket  # its own splitting was taken back
        said = [one.id for one in self.vault.read(tickets.card, ticket).events if one.body]
        return self.act(tickets.split, ticket, tuple(said[:1]), "Another") or ticket

    @rule()
    def notice(self) -> None:
        self.vault.write(tickets.notice_breaches)

    @rule(sure=st.booleans())
    def take_back(self, sure: bool) -> None:
        last = self.vault.last_undo
        if last is not None and last.function.__name__ != "unopen" and sure:
            self.act(last.function, *last.arguments)

    @invariant()
    def the_lists_say_what_the_logs_say(self) -> None:
        if not hasattr(self, "vault"):
            return
        ids = self.vault.read(tickets.row_ids, TicketFilter.ALL)
        wrong_ones, _, gate = self.vault.read(wrong)
        assert (wrong_ones, gate) == (0, "shut")
        for row in self.vault.read(tickets.rows_for, ids):
            card = self.vault.read(tickets.card, row.id)
            assert row.state == card.state
            due = [clock.due for clock in card.clocks if clock.due is not None]
            assert row.due_at == (min(due) if due else None)
            assert (row.due_at is not None) == (card.state in RUNNING)
            self.clocks_never_lie(card)

    def clocks_never_lie(self, card: Ticket) -> None:
        """What a clock says agrees with the ticket's state and with the time."""
        entered = [event.value for event in card.events if event.kind == "breached"]
        assert len(entered) == len(set(entered))
        for clock in card.clocks:
            assert clock.used >= 0
            assert (clock.done_at is not None) == (clock.state in ("met", "missed"))
            if clock.state == "late":
                assert clock.due is not None
                assert from_stamp(clock.due) < self.clock.now
            if clock.state == "running":
                assert clock.due is not None
                assert from_stamp(clock.due) >= self.clock.now
                assert clock.left is not None
            assert clock.state != "met" or clock.name not in entered
            assert clock.state != "missed" or clock.name in entered
        if card.merged_into is not None:
            assert (card.state, card.resolution.due) == ("closed", None)

    @invariant()
    def what_is_broken_can_be_noticed_at_once_and_found_again(self) -> None:
        if not hasattr(self, "vault"):
            return
        late = {row.id for row in self.vault.read(tickets.due_soon) if row.late}
        assert late <= set(self.vault.read(tickets.row_ids, TicketFilter.BREACHED))
        found = {hit.ref for hit in self.vault.read(search.find, "something", 100).results}
        assert found == {ref("T", one) for one in self.vault.read(tickets.find_ids, "something")}


TestTicketLife = TicketLife.TestCase
TestTicketLife.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
