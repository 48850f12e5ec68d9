"""What the demonstration shop's customers asked about their data: every right, at every stage, each on days gone by."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from shopcrm.jobs.demo.people import on
from shopcrm.privacy import requests
from shopcrm.privacy.requests import Channel, RequestDraft, Right
from shopcrm.shop import customers
from shopcrm.shop.customers import RestrictionDraft
from shopcrm.vault.tx import Tx

LEAST = 60
"""In a smaller shop nobody asks: the stories below would be most of what there is."""
_FIRST = 31
_ELSEWHERE = "Put together by hand, before the shop kept this book."


class _Story:
    """One person's request, told in days before today."""

    def __init__(self, tx: Tx, customer: int | None) -> None:
        self._tx, self._customer, self.request = tx, customer, 0

    def asks(self, ago: int, right: Right, channel: Channel, words: str, **more: str) -> "_Story":
        """She asks."""
        draft = RequestDraft(right, self.day(ago), self._customer, channel, words, **more)  # type: ignore[arg-type]
        self.request = requests.open(self.past(ago), draft)
        return self

    def then(self, ago: int, step: Callable[..., object], *values: object) -> "_Story":
        """Something happens to it."""
        step(self.past(ago), self.request, *values)
        return self

    def ticks(self, ago: int, count: int) -> "_Story":
        """The first of its tasks are done."""
        past = self.past(ago)
        for task in requests.card(past, self.request).open_tasks[:count]:
            requests.finish_task(past, self.request, task.id)
        return self

    def past(self, ago: int) -> Tx:
        """The book, so many days ago."""
        return on(self._tx, self._tx.now - timedelta(days=ago))

    def day(self, ago: int) -> date:
        """The shop's own date then."""
        return self.past(ago).today


def add_requests(tx: Tx, people: Sequence[int]) -> None:
    """Requests and complaints of some of the people, and of two who are not in the book."""
    if len(people) < LEAST:
        return
    one = iter(people[_FIRST:])
    _under_way(tx, one.__next__)
    _waiting(tx, one.__next__)
    _complaints(tx, one.__next__)
    _done(tx, one.__next__)


def _under_way(tx: Tx, one: Callable[[], int]) -> None:
    first = one()
    story = _Story(tx, first).asks(26, "access", "email", "Please send me all that you hold about me, notes too.")
    story.then(26, requests.ask_identity, "Your e-mail came from an address that we do not know.")
    story.then(25, requests.show_identity, "Came to the counter with her passport").then(
        25, requests.acknowledge, "E-mail"
    )
    story.ticks(20, 1)
    again = _Story(tx, None)
    name = customers.card(tx, first).name
    again.asks(3, "access", "letter", "I asked you weeks ago for my data.", name=name)
    _Story(tx, one()).asks(38, "access", "counter", "A copy of everything, please; I have moved since.")
    story = _Story(tx, one()).asks(52, "access", "letter", "Everything since 2019, and who saw it.")
    story.then(33, requests.extend, "More than two hundred messages, most of which name other customers.")
    story.ticks(30, 2)
    _Story(tx, one()).asks(1, "marketing", "phone", "No more letters, please. None at all.")
    _Story(tx, one()).asks(9, "rectification", "phone", "My surname has a new spelling since the wedding.")
    _Story(tx, one()).asks(12, "access", "web", "My data, please. I live in Ireland.", regime="eu", region="IE")


def _waiting(tx: Tx, one: Callable[[], int]) -> None:
    story = _Story(tx, one()).asks(19, "access", "email", "Send me my file.")
    story.then(7, requests.ask_clarification, "Is it about your wedding order, or about all that you ever bought?")
    story = _Story(tx, one()).asks(16, "erasure", "email", "Delete me.")
    story.then(15, requests.ask_identity, "The address that you gave is not the one that we know.")
    story = _Story(tx, one()).asks(8, "access", "letter", "On behalf of my mother.", representative="Ada Ingham")
    story.then(7, requests.ask_authority, "A letter that you signed will do.")


def _complaints(tx: Tx, one: Callable[[], int]) -> None:
    _Story(tx, one()).asks(26, "complaint", "email", "You wrote to an address that I took off your list.")
    story = _Story(tx, one()).asks(20, "complaint", "counter", "Somebody read my order aloud in the shop.")
    story.then(18, requests.acknowledge, "By letter")
    story = _Story(tx, one()).asks(70, "complaint", "letter", "My neighbour was told what I bought.")
    story.then(66, requests.acknowledge, "By letter").ticks(60, 2)
    story.then(55, requests.close, "granted", "It was so. Parcels are no longer left with neighbours unless asked for.")
    story = _Story(tx, one()).asks(240, "complaint", "email", "Your newsletter has my old name.")
    story.ticks(236, 2).then(236, requests.close, "granted", "Corrected, with our apologies.")


def _done(tx: Tx, one: Callable[[], int]) -> None:
    story = _Story(tx, one()).asks(48, "rectification", "counter", "The house number is 12, not 21.")
    story.then(47, requests.show_identity, "Known in person").ticks(47, 2)
    story.then(47, requests.close, "granted", "Corrected at the counter.", None, "Corrected with the next order")
    restricted = one()
    story = _Story(tx, restricted).asks(33, "restriction", "letter", "Stop using my details until this is settled.")
    customers.restrict(story.past(32), RestrictionDraft(restricted, "accuracy", "Says that two orders are not hers."))
    story.then(32, requests.show_identity, "A call from the number on the record").ticks(32, 1)
    story.then(31, requests.close, "granted", "Restricted until the two orders are looked into.")
    story.then(30, requests.tell_recipients, "The parcel service, by e-mail.")
    story = _Story(tx, one()).asks(90, "portability", "web", "I want to take my history to another shop.")
    story.then(88, requests.show_identity, "Photo ID seen, no copy kept").ticks(85, 2)
    handed = "Files handed over on a stick, against signature."
    story.then(84, requests.close, "granted", handed, None, _ELSEWHERE)
    story = _Story(tx, one()).asks(64, "objection", "email", "Do not count what I buy.")
    story.then(50, requests.close, "refused", "The tax office makes us keep the sums; nothing else is counted now.")
    story = _Story(tx, one()).asks(110, "automated", "email", "Did a computer decide that I get no discount?")
    story.then(108, requests.show_identity, "Wrote from the address on the record").ticks(105, 2)
    story.then(104, requests.close, "answered", "Nobody was decided about by a computer; the reckoning was explained.")
    story = _Story(tx, one()).asks(330, "access", "letter", "A copy of my data.")
    story.then(325, requests.show_identity, "Known in person").ticks(318, 4)
    story.then(318, requests.close, "granted", "Report handed over at the counter.", None, _ELSEWHERE)
    story = _Story(tx, one()).asks(75, "access", "phone", "What did I pay in May?")
    story.then(74, requests.close, "withdrawn", "The invoice was all that was wanted.")
    story = _Story(tx, one()).asks(130, "erasure", "email", "Forget me.")
    story.then(128, requests.ask_identity, "Your e-mail came from an address that we do not know.")
    story.then(80, requests.identity_never, "We asked twice, and no answer came.")
    stranger = _Story(tx, None)
    stranger.asks(21, "erasure", "email", "Delete my account.", name="Pat Noel", contact="pat.noel@example.com")
    stranger.then(14, requests.close, "not_found", "Not in the book, nor in our letters.")
