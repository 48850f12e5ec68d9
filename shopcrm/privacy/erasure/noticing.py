"""What the person at the counter should know before somebody who was erased is typed in again: it is allowed."""

from collections.abc import Iterator

from shopcrm.privacy.erasure import tombstones
from shopcrm.shop.customers import CustomerDraft, contact_points
from shopcrm.vault.refs import ref
from shopcrm.vault.registry import Role, read
from shopcrm.vault.tx import Tx, from_stamp
from shopcrm.workdays import short_day


@read("erasure.erased_before", role=Role.ASSISTANT)
def erased_before(tx: Tx, draft: CustomerDraft) -> str:
    """That somebody with this e-mail address or number was erased, in words; blank where nobody was.

    An incomplete draft is no error.
    """
    if not tombstones.known(tx):
        return ""
    found = tombstones.all_buried(tx, _marks(tx, draft))
    if not found:
        return ""
    latest = max(found.values(), key=lambda one: one.at)
    day = short_day(tx.calendar.local_date(from_stamp(latest.at)))
    return f"Somebody with this address or number was erased on {day} ({ref('C', latest.customer)})."


def _marks(tx: Tx, draft: CustomerDraft) -> Iterator[bytes]:
    mark, country = tombstones.marks(tx), tx.calendar.country
    for one in draft.emails:
        if normal := contact_points.normal_or_blank("email", one.typed, country):
            yield mark("email", normal)
    for one in draft.phones:
        if normal := contact_points.normal_or_blank("phone", one.typed, country):
            yield mark("phone", normal)
