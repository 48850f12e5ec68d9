"""Members: who has a card, and points that are given or taken by hand."""

from shopcrm.errors import InvalidValue, NotFound, Refused
from shopcrm.plain_text import clean_line
from shopcrm.shop.loyalty import earning, lots, tiers
from shopcrm.shop.loyalty.lots import Cause
from shopcrm.shop.loyalty.programme import terms
from shopcrm.shop.loyalty.records import LotReason
from shopcrm.shop.loyalty.setting_up import MOST_POINTS
from shopcrm.shop.restriction import refuse_restricted
from shopcrm.vault.refs import CustomerId, ref
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx

LONGEST_NOTE = 500
SECOND_CARD = "loyalty card"
"""As whose number the card of a record that was merged into another is kept."""
_DIGITS = 7
_ROOM = 1_000_000


@write("loyalty.join")
def join(tx: Tx, customer: CustomerId) -> str:
    """Let a customer join, or come back; answers the number of her card. Today's orders earn already.

    Raises Refused where she has joined, or the programme is not running.
    """
    if not terms(tx).active:
        raise Refused("The loyalty programme is stopped.", "Start it again first.")
    if not tx.maybe("SELECT 1 FROM customers WHERE id = ?", (customer,)):
        raise NotFound(f"There is no customer {ref('C', customer)}.", "Check the reference, or use Find.")
    refuse_restricted(tx, customer)
    card = tx.maybe("SELECT number, left_at FROM loyalty_cards WHERE customer_id = ?", (customer,))
    if card is not None and card[1] is None:
        raise Refused(f"{ref('C', customer)} has joined already: card {card[0]}.")
    if card is None:
        tx.run(
            "INSERT INTO loyalty_cards (customer_id, number, joined_at) VALUES (?, ?, ?)",
            (customer, _new_number(tx, customer), tx.stamp),
        )
    else:
        tx.change_one(
            "UPDATE loyalty_cards SET left_at = NULL, joined_at = ? WHERE customer_id = ?", (tx.stamp, customer)
        )
    today = tx.today.isoformat()
    for (order,) in tx.all("SELECT id FROM orders WHERE customer_id = ? AND placed_on = ?", (customer, today)):
        earning.settle_order(tx, order)
    tiers.refresh(tx, customer)
    number: str = tx.value("SELECT number FROM loyalty_cards WHERE customer_id = ?", (customer,))
    tx.note(ref("C", customer), customer, card=number)
    tx.offer_undo("Join the loyalty programme", leave, customer)
    return number


@write("loyalty.leave")
def leave(tx: Tx, customer: CustomerId) -> None:
    """Let a customer leave: new orders earn nothing. Her points stay hers, to be used until they expire.

    Raises Refused where she is no member.
    """
    if not tx.run(
        "UPDATE loyalty_cards SET left_at = ? WHERE customer_id = ? AND left_at IS NULL", (tx.stamp, customer)
    ):
        raise Refused(f"{ref('C', customer)} is not in the loyalty programme.")
    tx.note(ref("C", customer), customer)
    tx.offer_undo("Leave the loyalty programme", join, customer)


@read("loyalty.by_card")
def by_card(tx: Tx, number: str) -> CustomerId:
    """Whose card it is, as typed or scanned; raises InvalidValue for a wrong digit, NotFound for no such card."""
    digits = "".join(number.split())
    if not (digits.isascii() and digits.isdigit()) or len(digits) <= _DIGITS or digits[-1] != check_digit(digits[:-1]):
        raise InvalidValue("number", "That is not the number of a card.", "Check each digit, or scan it again.")
    row = tx.maybe("SELECT customer_id FROM loyalty_cards WHERE number = ?", (digits,)) or tx.maybe(
        "SELECT customer_id FROM customer_external_ids WHERE platform = ? AND external_id = ?", (SECOND_CARD, digits)
    )
    if row is None:
        raise NotFound(f"No customer has the card {digits}.", "Find them by name.")
    return int(row[0])


def check_digit(digits: str) -> str:
    """The last digit of a card's number: tells of any wrong digit, and of most swapped ones (ISO/IEC 7812-1, Luhn)."""
    doubled = (int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-sum(value - 9 if value > 9 else value for value in doubled) % 10)


def _new_number(tx: Tx, customer: int) -> str:
    """Eight digits, an even number, as Code 128 packs them in pairs."""
    while True:
        digits = f"{customer:0{_DIGITS}d}"
        number = digits + check_digit(digits)
        if not tx.maybe("SELECT 1 FROM loyalty_cards WHERE number = ?", (number,)):
            return number
        customer += _ROOM


@write("loyalty.goodwill", role=Role.MANAGER)
def goodwill(tx: Tx, customer: CustomerId, points: int, note: str = "") -> int:
    """Give points out of goodwill, to be used at once; answers the lot's number. Raises InvalidValue for none."""
    return _give(tx, customer, points, "goodwill", note)


@write("loyalty.adjust", role=Role.MANAGER)
def adjust(tx: Tx, customer: CustomerId, points: int, note: str) -> None:
    """Put points right by hand: above zero given, below zero taken off, the soonest to expire first.

    Raises InvalidValue for none, for more than she has, or without a note that says why.
    """
    if not clean_line(note):
        raise InvalidValue("note", "Points are never changed without a reason.", "Type why.")
    if points > 0:
        _give(tx, customer, points, "adjusted", note)
        return
    reason = _checked(tx, customer, -points, note)
    has = [lot for lot in lots.left(tx, customer) if lot.left > 0]
    if -points > sum(lot.left for lot in has):
        raise InvalidValue("points", f"There are only {sum(lot.left for lot in has):,} points.", "Take off fewer.")
    _, entries = lots.take(tx, customer, has, "adjusted", -points, Cause(note=reason))
    tx.note(ref("C", customer), customer, points=points)
    tx.offer_undo(f"Take off {-points:,} points", put_back, customer, entries)


@write("loyalty.take_back", role=Role.MANAGER)
def take_back(tx: Tx, lot: int) -> None:
    """Take back points that were given by hand; raises Refused for others, or once some of them are gone."""
    row = tx.maybe("SELECT customer_id, points, reason, note FROM loyalty_lots WHERE id = ?", (lot,))
    if row is None or row[2] not in ("goodwill", "adjusted"):
        raise Refused("Those points were not given by hand.", "They follow the order that earned them.")
    customer, points, reason, note = row
    lots.settle(tx, customer)
    held = [one for one in lots.left(tx, customer) if one.id == lot]
    if sum(one.left for one in held) != points:
        raise Refused("Some of those points are gone by now.", "Adjust what is left, and say why.")
    lots.take(tx, customer, held, "adjusted", points, Cause(note=note))
    tx.note(ref("C", customer), customer, points=-points)
    again = (goodwill if reason == "goodwill" else adjust, customer, points, note)
    tx.offer_undo(f"Take back {points:,} points", *again)


@write("loyalty.put_back", role=Role.MANAGER)
def put_back(tx: Tx, customer: CustomerId, entries: tuple[int, ...]) -> None:
    """Put back points that were taken off by hand, to the lots that they came from.

    Raises Refused for entries of another kind, or that were put back already.
    """
    held = [
        one
        for entry in entries
        for one in lots.taken(tx, "id = ? AND customer_id = ? AND kind = 'adjusted'", (entry, customer))
    ]
    if len(held) != len(set(entries)) or not held:
        raise Refused("Those points cannot be put back.", "They were put back already, or not taken off by hand.")
    points = sum(one.left for one in held)
    note = tx.value("SELECT note FROM loyalty_allocations WHERE id = ?", (held[0].id,))
    lots.give_back(tx, held, points, Cause(note=note))
    lots.settle(tx, customer)
    tx.note(ref("C", customer), customer, points=points)
    tx.offer_undo(f"Put back {points:,} points", adjust, customer, -points, note)


def _give(tx: Tx, customer: int, points: int, reason: LotReason, note: str) -> int:
    cause = Cause(note=_checked(tx, customer, points, note))
    lot = lots.earn(tx, customer, points, reason, terms(tx), cause=cause)
    lots.settle(tx, customer)
    tx.note(ref("C", customer), customer, points=points)
    tx.offer_undo(f"Give {points:,} points", take_back, lot)
    return lot


def _checked(tx: Tx, customer: int, points: int, note: str) -> str:
    """The note as kept, once all is right; and the customer's lots as of today."""
    if not 1 <= points <= MOST_POINTS:
        raise InvalidValue("points", f"That is not between 1 and {MOST_POINTS:,} points.", "Check the number.")
    if len(note) > LONGEST_NOTE:
        raise InvalidValue("note", f"At most {LONGEST_NOTE} characters fit here.", "Shorten it.")
    if not tx.maybe("SELECT 1 FROM loyalty_cards WHERE customer_id = ?", (customer,)):
        raise Refused(f"{ref('C', customer)} has not joined the loyalty programme.", "Let the customer join first.")
    refuse_restricted(tx, customer)
    lots.settle(tx, customer)
    return clean_line(note)
