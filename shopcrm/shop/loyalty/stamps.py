"""Stamp cards: “six coffees”. A stamp for each piece that was kept and paid for; a full card makes a reward."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from shopcrm.errors import InvalidValue, NotFound, Refused
from shopcrm.plain_text import clean_line
from shopcrm.shop.loyalty.records import StampCard, StampCardDraft, StampKind, Stamps
from shopcrm.shop.restriction import refuse_restricted
from shopcrm.vault.refs import CustomerId, OrderId, ref
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Row, Tx

LONGEST_TEXT = 200
MOST_STAMPS = 100
_COLUMNS = "id, name, stamps, product_id, reward, archived, created_at"


@dataclass(frozen=True, slots=True)
class Piece:
    """What was kept of an order line: of which product, how many, and what they come to in minor units."""

    product: int | None
    quantity: int
    value: int


@read("loyalty.stamp_cards")
def stamp_cards(tx: Tx, archived: bool = False) -> tuple[StampCard, ...]:
    """The stamp cards in use, or those that were put away."""
    rows = tx.all(f"SELECT {_COLUMNS} FROM stamp_cards WHERE archived = ? ORDER BY name, id", (archived,))
    return tuple(_from_row(row) for row in rows)


@write("loyalty.add_stamp_card", role=Role.MANAGER)
def add_stamp_card(tx: Tx, draft: StampCardDraft) -> int:
    """Add a stamp card, for orders from now on; answers its number. Raises InvalidValue for what cannot be."""
    if not 2 <= draft.stamps <= MOST_STAMPS:
        raise InvalidValue("stamps", f"A card has 2 to {MOST_STAMPS} stamps.", "Type a number between them.")
    if draft.product is not None and not tx.maybe("SELECT 1 FROM products WHERE id = ?", (draft.product,)):
        raise NotFound(f"There is no product {ref('P', draft.product)}.", "Check the reference, or use Find.")
    name, reward = _texts(tx, draft.name, draft.reward)
    card = tx.insert(
        "INSERT INTO stamp_cards (name, stamps, product_id, reward, created_at) VALUES (?, ?, ?, ?, ?)",
        (name, draft.stamps, draft.product, reward, tx.stamp),
    )
    tx.note(name=name)
    tx.offer_undo(f"Add the stamp card {name}", archive_stamp_card, card)
    return card


@write("loyalty.change_stamp_card", role=Role.MANAGER)
def change_stamp_card(tx: Tx, card: int, name: str, reward: str) -> None:
    """Change what a stamp card is called and gives; how many stamps it takes, and for what, stays as promised."""
    held = _card(tx, card)
    kept = _texts(tx, name, reward, card)
    tx.change_one("UPDATE stamp_cards SET name = ?, reward = ? WHERE id = ?", (*kept, card))
    tx.note(name=kept[0])
    tx.offer_undo(f"Change the stamp card {held.name}", change_stamp_card, card, held.name, held.reward)


@write("loyalty.archive_stamp_card", role=Role.MANAGER)
def archive_stamp_card(tx: Tx, card: int) -> None:
    """Put a stamp card away: it gives no more stamps; those that customers have can still be used."""
    tx.change_one("UPDATE stamp_cards SET archived = 1 WHERE id = ? AND archived = 0", (card,))
    tx.note(name=_card(tx, card).name)
    tx.offer_undo("Put a stamp card away", unarchive_stamp_card, card)


@write("loyalty.unarchive_stamp_card", role=Role.MANAGER)
def unarchive_stamp_card(tx: Tx, card: int) -> None:
    """Bring a stamp card back into use."""
    tx.change_one("UPDATE stamp_cards SET archived = 0 WHERE id = ? AND archived = 1", (card,))
    tx.note(name=_card(tx, card).name)
    tx.offer_undo("Bring a stamp card back", archive_stamp_card, card)


@read("loyalty.stamps_of")
def stamps_of(tx: Tx, customer: CustomerId) -> tuple[Stamps, ...]:
    """How far a customer is with each stamp card: those in use, and those that she has stamps on."""
    rows = tx.all(
        "SELECT card.id, card.name, coalesce(sum(count), 0) AS has, card.stamps, card.reward FROM stamp_cards AS card"
        " LEFT JOIN stamps ON card_id = card.id AND customer_id = ? GROUP BY card.id"
        " HAVING card.archived = 0 OR has <> 0 ORDER BY card.name, card.id",
        (customer,),
    )
    return tuple(Stamps(*row) for row in rows)


@write("loyalty.give_stamps")
def give_stamps(tx: Tx, customer: CustomerId, card: int, count: int = 1) -> int:
    """Give stamps by hand; answers the entry's number.

    Raises InvalidValue for fewer than one, or more than a card's; Refused for a card that was put away.
    """
    held = _card(tx, card)
    if held.archived:
        raise Refused(f"{held.name} was put away.", "Bring the card back first.")
    if not 1 <= count <= held.stamps:
        raise InvalidValue("count", f"Give 1 to {held.stamps} stamps.", "Type a number between them.")
    _check_member(tx, customer)
    refuse_restricted(tx, customer)
    entry = _enter(tx, card, customer, "given", count)
    tx.note(ref("C", customer), customer, card=held.name, stamps=count)
    tx.offer_undo(f"Give {count} on {held.name}", give_back_stamps, entry)
    return entry


@write("loyalty.use_stamps")
def use_stamps(tx: Tx, customer: CustomerId, card: int, order: OrderId | None = None) -> int:
    """Take a full card's stamps for its reward; answers the entry's number. order: the one with the reward.

    Raises Refused where the card is not full, or the order is another customer's.
    """
    held = _card(tx, card)
    has = next((one.has for one in stamps_of(tx, customer) if one.card == card), 0)
    if has < held.stamps:
        raise Refused(f"{held.name} has {has} of {held.stamps} stamps.", f"{held.stamps - has} are missing.")
    if order is not None:
        _check_own(tx, order, customer)
    refuse_restricted(tx, customer)
    entry = _enter(tx, card, customer, "used", -held.stamps, order)
    tx.note(ref("C", customer), customer, card=held.name, reward=held.reward)
    tx.offer_undo(f"Use {held.name}", give_back_stamps, entry)
    return entry


@write("loyalty.give_back_stamps")
def give_back_stamps(tx: Tx, entry: int) -> int:
    """Take back a use of a card, or stamps given by hand; answers the new entry's number.

    Raises Refused for any other entry, and for one that was taken back already.
    """
    row = tx.maybe(
        "SELECT card_id, customer_id, kind, count, order_id, EXISTS (SELECT 1 FROM stamps WHERE reverses = ?1)"
        " FROM stamps WHERE id = ?1",
        (entry,),
    )
    if row is None or row[2] not in ("used", "given"):
        raise Refused("Those stamps were not given or used by hand.", "They follow the order.")
    card, customer, kind, count, order, again = row
    if again:
        raise Refused("Those stamps were taken back already.", "Open the customer again.")
    later = _enter(tx, card, customer, "given_back", -count, order, entry)
    tx.note(ref("C", customer), customer, card=_card(tx, card).name, stamps=-count)
    if kind == "used":
        tx.offer_undo("Give back a stamp card", use_stamps, customer, card, order)
    else:
        tx.offer_undo("Take back stamps", give_stamps, customer, card, count)
    return later


def settle(tx: Tx, order: int, customer: int, pieces: Sequence[Piece], share: Fraction) -> None:
    """Bring the stamps of an order to what they should be: one for each piece kept and paid for with money.

    share: which part of the order was paid. Pieces that cost nothing earn none; nor do orders from before the card, or
    those that had no stamp on it as it was put away.
    """
    rows = tx.all(
        "SELECT card.id, product_id, archived, coalesce(sum(count), 0), count(stamps.id) FROM orders"
        " JOIN stamp_cards AS card ON card.created_at <= orders.placed_at"
        " LEFT JOIN stamps ON card_id = card.id AND order_id = orders.id AND stamps.customer_id = ?2"
        " AND stamps.kind IN ('bought', 'reversed') WHERE orders.id = ?1 GROUP BY card.id",
        (order, customer),
    )
    for card, product, archived, has, entries in rows:
        bought = sum(piece.quantity for piece in pieces if piece.value and product in (None, piece.product))
        count = (bought * share).__floor__() - has
        if count and (entries or not archived):
            _enter(tx, card, customer, "bought" if count > 0 else "reversed", count, order)


def _enter(
    tx: Tx,
    card: int,
    customer: int,
    kind: StampKind,
    count: int,
    order: int | None = None,
    reverses: int | None = None,
) -> int:
    return tx.insert(
        "INSERT INTO stamps (card_id, customer_id, kind, count, order_id, reverses, at, staff_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (card, customer, kind, count, order, reverses, tx.stamp, tx.staff.id),
    )


def _card(tx: Tx, card: int) -> StampCard:
    row = tx.maybe(f"SELECT {_COLUMNS} FROM stamp_cards WHERE id = ?", (card,))
    if row is None:
        raise NotFound("There is no such stamp card.", "Look at the list of them.")
    return _from_row(row)


def _from_row(row: Row) -> StampCard:
    card, name, count, product, reward, archived, created_at = row
    return StampCard(card, name, count, product, reward, bool(archived), created_at)


def _texts(tx: Tx, name: str, reward: str, card: int | None = None) -> tuple[str, str]:
    kept = clean_line(name), clean_line(reward)
    for field, text in zip(("name", "reward"), kept, strict=True):
        if not 1 <= len(text) <= LONGEST_TEXT:
            raise InvalidValue(field, f"This has 1 to {LONGEST_TEXT} characters.", "Type a few words.")
    if tx.maybe("SELECT 1 FROM stamp_cards WHERE name = ? AND id IS NOT ?", (kept[0], card)):
        raise InvalidValue("name", "Another stamp card is called that already.", "Choose another name.")
    return kept


def _check_member(tx: Tx, customer: int) -> None:
    if not tx.maybe("SELECT 1 FROM loyalty_cards WHERE customer_id = ? AND left_at IS NULL", (customer,)):
        raise Refused("This customer has not joined the loyalty programme.", "Let them join first.")


def _check_own(tx: Tx, order: int, customer: int) -> None:
    row = tx.maybe("SELECT customer_id FROM orders WHERE id = ?", (order,))
    if row is None:
        raise NotFound(f"There is no order {ref('O', order)}.", "Check the reference, or use Find.")
    if row[0] != customer:
        raise Refused("That order is another customer's.", "Choose one of their own.")
