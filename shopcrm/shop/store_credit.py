"""Store credit: what the shop owes a customer in goods, as a ledger of signed entries; its balance is their sum.

Credit belongs to a customer and a currency. A payment by credit draws on it, and a refund as credit adds to it, by one
entry each that names the payment; taking such a payment back takes its entry back. It is never spent below nothing.
"""

from dataclasses import dataclass
from typing import Literal

from shopcrm.errors import InvalidValue, NotFound, Refused
from shopcrm.money import Money, check_amount, check_currency, show
from shopcrm.plain_text import clean_block
from shopcrm.shop import profile
from shopcrm.shop.restriction import refuse_restricted
from shopcrm.vault.refs import CustomerId, OrderId, ref
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx

CreditKind = Literal["return", "goodwill", "gift", "spent", "adjusted", "taken_back"]
IssueKind = Literal["goodwill", "gift"]
LONGEST_NOTE = 2_000


@dataclass(frozen=True, slots=True)
class CreditEntry:
    """One line of a customer's credit statement; amount signed, balance_after what she had then, minor units.

    order: where it was spent or given back. taken_back: a later entry takes it back.
    """

    id: int
    kind: CreditKind
    amount: int
    currency: str
    at: str
    staff: str
    note: str
    order: OrderId | None
    balance_after: int
    taken_back: bool

    @property
    def may_be_taken_back(self) -> bool:
        """Whether it was given by itself and stands; what a payment made is taken back with the payment."""
        return self.order is None and not self.taken_back and self.kind in ("goodwill", "gift")


@write("store_credit.issue", role=Role.MANAGER)
def issue(
    tx: Tx,
    customer: CustomerId,
    amount: int,
    currency: str | None = None,
    kind: IssueKind = "goodwill",
    note: str = "",
) -> int:
    """Give a customer store credit, as a gesture or because a gift voucher was bought; answers the entry's number.

    amount: minor units of currency, the shop's own where None. Raises InvalidValue for nothing or less, NotFound for a
    customer who is not there.
    """
    if check_amount(amount) <= 0:
        raise InvalidValue("amount", "Credit is more than nothing.", "Type an amount above zero.")
    if len(note) > LONGEST_NOTE:
        raise InvalidValue("note", f"At most {LONGEST_NOTE:,} characters fit here.", "Shorten it.")
    if not tx.maybe("SELECT 1 FROM customers WHERE id = ?", (customer,)):
        raise NotFound(f"There is no customer {ref('C', customer)}.", "Check the reference, or use Find.")
    refuse_restricted(tx, customer)
    money = check_currency(currency) if currency else profile.get(tx).currency
    check_amount(balance(tx, customer, money) + amount)
    entry = _enter(tx, customer, money, amount, kind, note=clean_block(note))
    tx.note(ref("C", customer), customer, entry=entry, kind=kind, amount=amount, currency=money)
    tx.offer_undo(f"Store credit of {show(amount, money)}", take_back, entry)
    return entry


@write("store_credit.take_back", role=Role.MANAGER)
def take_back(tx: Tx, entry: int) -> int:
    """Take back credit that was given by mistake, by an opposite entry; answers the new entry's number.

    Raises Refused for one that was taken back already or was made by a payment, and where it was spent since.
    """
    row = tx.maybe(
        "SELECT customer_id, currency, amount, kind, payment_id, note FROM store_credit WHERE id = ?", (entry,)
    )
    if row is None:
        raise NotFound("There is no such entry.", "Open the customer again.")
    customer, currency, amount, kind, payment, note = row
    if kind not in ("goodwill", "gift") or payment is not None:
        raise Refused("That entry was made by a payment.", "Open the order, and take the payment back there.")
    opposite = _reverse(tx, entry)
    tx.note(ref("C", customer), customer, entry=opposite, reverses=entry, amount=-amount, currency=currency)
    tx.offer_undo("Take back store credit", issue, customer, amount, currency, kind, note)
    return opposite


@read("store_credit.balance")
def balance(tx: Tx, customer: CustomerId, currency: str | None = None) -> int:
    """What a customer has to spend, minor units of currency; the shop's own where None."""
    found: int = tx.value(
        "SELECT coalesce(sum(amount), 0) FROM store_credit WHERE customer_id = ? AND currency = ?",
        (customer, currency or profile.get(tx).currency),
    )
    return found


@read("store_credit.balances")
def balances(tx: Tx, customer: CustomerId) -> tuple[Money, ...]:
    """What a customer has to spend in each currency in which there is something, by the currency's code."""
    rows = tx.all(
        "SELECT sum(amount) AS held, currency FROM store_credit WHERE customer_id = ? GROUP BY currency"
        " HAVING held <> 0 ORDER BY currency",
        (customer,),
    )
    return tuple(Money(*row) for row in rows)


@read("store_credit.entries")
def entries(tx: Tx, customer: CustomerId) -> tuple[CreditEntry, ...]:
    """A customer's credit statement, the newest entry first, with what she had after each."""
    rows = tx.all(
        "SELECT credit.id, credit.kind, credit.amount, credit.currency, credit.at, staff.name, credit.note, order_id,"
        " sum(credit.amount) OVER (PARTITION BY credit.currency ORDER BY credit.id),"
        " EXISTS (SELECT 1 FROM store_credit AS later WHERE later.reverses = credit.id)"
        " FROM store_credit AS credit JOIN staff ON staff.id = credit.staff_id"
        " LEFT JOIN payments ON payments.id = payment_id WHERE credit.customer_id = ? ORDER BY credit.id DESC",
        (customer,),
    )
    return tuple(CreditEntry(*(*row[:9], bool(row[9]))) for row in rows)


def spend(tx: Tx, customer: int | None, amount: int, currency: str, payment: int, note: str = "") -> None:
    """Draw on a customer's credit for a payment; amount above zero, minor units.

    Raises InvalidValue beyond the balance, Refused where the order has no customer.
    """
    _enter(tx, check(tx, customer, amount, currency), currency, -amount, "spent", payment, note=note)


def check(tx: Tx, customer: int | None, amount: int, currency: str, coming: int = 0) -> int:
    """Whose credit it is that an amount can be paid with; raises as `spend` does. coming: what she is given before."""
    owner = owner_of(customer)
    held = balance(tx, owner, currency)
    if amount > held + coming:
        has = f"only {show(held, currency)}" if held > 0 else "no"
        raise InvalidValue("amount", f"There is {has} store credit.", "Take the rest in another way.")
    return owner


def give(
    tx: Tx, customer: int | None, amount: int, currency: str, payment: int, kind: CreditKind, note: str = ""
) -> None:
    """Add to a customer's credit what an order gives back as credit; amount above zero, minor units.

    Raises Refused where the order has no customer.
    """
    _enter(tx, owner_of(customer), currency, amount, kind, payment, note=note)


def reverse_payment(tx: Tx, payment: int, reversal: int) -> None:
    """Take back the entry that a payment made, as the payment is taken back by `reversal`.

    Raises Refused where the credit that it gave was spent since. A payment of an order without a customer, brought in
    from elsewhere, made none.
    """
    row = tx.maybe("SELECT id FROM store_credit WHERE payment_id = ?", (payment,))
    if row is not None:
        _reverse(tx, row[0], reversal)


def mirror(tx: Tx, first_payment: int) -> None:
    """Enter what the payments from this number on did to their customers' credit, for payments put in many at once."""
    tx.run(
        "INSERT INTO store_credit (customer_id, currency, amount, kind, payment_id, at, staff_id)"
        " SELECT customer_id, payments.currency, -amount, CASE WHEN amount < 0 THEN 'return' ELSE 'spent' END,"
        " payments.id, at, staff_id FROM payments JOIN orders ON orders.id = order_id"
        " WHERE payments.id >= ? AND kind = 'credit' AND customer_id IS NOT NULL ORDER BY payments.id",
        (first_payment,),
    )


def write_off(tx: Tx, customer: CustomerId, held: Money) -> None:
    """Let what a customer has lapse, by an entry of its own: nobody is left to spend it. Part of an erasure."""
    _enter(tx, customer, held.currency, -held.minor, "adjusted")


def wrong(tx: Tx) -> int:
    """How many payments by credit and entries of store credit do not say the same; for a full check."""
    found: int = tx.value(
        "SELECT (SELECT count(*) FROM payments JOIN orders ON orders.id = order_id LEFT JOIN store_credit AS credit"
        " ON payment_id = payments.id WHERE payments.kind = 'credit' AND orders.customer_id IS NOT NULL"
        " AND (credit.amount, credit.currency, credit.customer_id)"
        " IS NOT (-payments.amount, payments.currency, orders.customer_id))"
        " + (SELECT count(*) FROM store_credit JOIN payments ON payments.id = payment_id"
        " WHERE payments.kind <> 'credit')"
    )
    return found


def owner_of(customer: int | None) -> int:
    """Whose credit it is; raises Refused where an order has no customer."""
    if customer is None:
        raise Refused("Store credit belongs to a customer, and this order has none.", "Choose the customer first.")
    return customer


def _reverse(tx: Tx, entry: int, reversal: int | None = None) -> int:
    customer, currency, amount, again = tx.one(
        "SELECT customer_id, currency, amount,"
        " EXISTS (SELECT 1 FROM store_credit AS later WHERE later.reverses = credit.id)"
        " FROM store_credit AS credit WHERE id = ?",
        (entry,),
    )
    if again:
        raise Refused("That entry was taken back already.", "Give the credit again if it was right.")
    held = balance(tx, customer, currency)
    if amount > max(0, held):
        raise Refused(
            f"Part of that store credit was spent since: {show(max(0, held), currency)} is left.",
            "Take back the payment that it was spent on first.",
        )
    return _enter(tx, customer, currency, -amount, "taken_back", reversal, entry)


def _enter(
    tx: Tx,
    customer: int,
    currency: str,
    amount: int,
    kind: CreditKind,
    payment: int | None = None,
    reverses: int | None = None,
    note: str = "",
) -> int:
    return tx.insert(
        "INSERT INTO store_credit (customer_id, currency, amount, kind, payment_id, reverses, at, staff_id, note)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (customer, currency, amount, kind, payment, reverses, tx.stamp, tx.staff.id, note),
    )
