"""What a restore cannot bring along and the law binds the shop to: requests and breaches entered since the backup."""

from datetime import date

from shopcrm.privacy.requests import RIGHT_WORDS
from shopcrm.vault.refs import ref
from shopcrm.vault.registry import Role, read
from shopcrm.vault.tx import Tx, from_stamp
from shopcrm.workdays import short_day

_REQUESTS = (
    "SELECT request.id, \"right\", received_on, coalesce(nullif(customers.name, ''), request.name), request.state,"
    " min(event.at) > ?1, sum(event.at > ?1) FROM data_requests AS request"
    " JOIN request_events AS event ON event.request_id = request.id"
    " LEFT JOIN customers ON customers.id = request.customer_id"
    " GROUP BY request.id HAVING max(event.at) > ?1 ORDER BY request.id"
)
_BREACHES = (
    "SELECT breaches.id, discovered_at, what, min(event.at) > ?1, sum(event.at > ?1) FROM breaches"
    " JOIN breach_events AS event ON breach_id = breaches.id"
    " GROUP BY breaches.id HAVING max(event.at) > ?1 ORDER BY breaches.id"
)


@read("restore.entered_since", role=Role.OWNER)
def entered_since(tx: Tx, taken_at: str) -> tuple[str, ...]:
    """The requests, complaints and breaches that have entries younger than an instant (a stamp), each in words."""
    found = []
    for request, right, received_on, name, state, is_new, steps in tx.all(_REQUESTS, (taken_at,)):
        day = short_day(date.fromisoformat(received_on))
        said = f"{ref('D', request)} · {RIGHT_WORDS[right]} · {name or 'unnamed'} · received {day} · {state}"
        found.append(f"{said}: {_lacking(is_new, steps)}")
    for breach, discovered_at, what, is_new, steps in tx.all(_BREACHES, (taken_at,)):
        day = short_day(tx.calendar.local_date(from_stamp(discovered_at)))
        found.append(f"{ref('B', breach)} · Breach · {what} · discovered {day}: {_lacking(is_new, steps)}")
    return tuple(found)


def _lacking(is_new: int, steps: int) -> str:
    if is_new:
        return "entered since"
    return "1 step entered since" if steps == 1 else f"{steps} steps entered since"
