"""What has to be on record before a request can be said to be done: who she is, who may act for her, and the deed."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from shopcrm.privacy.requests import log
from shopcrm.privacy.requests.log import Found
from shopcrm.privacy.requests.records import Gap, Outcome, Right
from shopcrm.privacy.requests.writing import points
from shopcrm.shop import restriction
from shopcrm.vault.refs import RequestId
from shopcrm.vault.registry import Role, read
from shopcrm.vault.tx import Tx

DONE: tuple[Outcome, ...] = ("granted", "answered")
"""Outcomes that say that what was asked for was done."""
FOLLOWED: tuple[Outcome, ...] = (*DONE, "partly")
"""Outcomes that say that something was done."""
_ANYBODY: tuple[Right, ...] = ("marketing", "complaint")
"""What may be answered without knowing who it is: no detail of anybody is given away or changed."""
_CHANGES = "'customers.edit', 'customers.merge', 'customers.unmerge', 'customers.remove_note', 'orders.edit'"
_HERS = "customer_id IN (SELECT ?1 UNION SELECT lose_id FROM merges WHERE customer_id = ?1 AND undone_at IS NULL)"
_REPORT = (
    f"SELECT 1 FROM activity WHERE verb = 'access.note_pack' AND {_HERS} AND at >= ?2"
    " AND (detail IS NULL OR detail LIKE ?3) LIMIT 1"
)
_ANY_FILE, _WHOLE_REPORT = "%", "%access-report-%"


def gaps(tx: Tx, found: Found) -> tuple[Gap, ...]:
    """What is missing of a request; empty where it can be closed as done."""
    return (*proof_gaps(found), *_deed_gap(tx, found))


def standing_against(missing: Iterable[Gap], outcome: Outcome) -> tuple[Gap, ...]:
    """Which of the gaps an outcome hides: one in part says in words what was done."""
    if outcome not in FOLLOWED:
        return ()
    return tuple(gap for gap in missing if outcome in DONE or gap.kind != "deed")


@read("requests.unproved", role=Role.ASSISTANT)
def unproved(tx: Tx, request: RequestId) -> tuple[Gap, ...]:
    """What proof is missing of a request: who she is, or that somebody may act for her; raises NotFound."""
    return tuple(proof_gaps(log.find(tx, request)))


def proof_gaps(found: Found) -> Iterator[Gap]:
    """Whether it is on record who she is, and that whoever asks for her may (UK GDPR Art 12(6), 12(2))."""
    right, standing = found.head.right, found.standing
    if right == "marketing":
        return
    if found.representative and "authority" not in standing.proved:
        yield Gap(
            "authority",
            f"It was never shown that {found.representative} may act for the person.",
            "Write down what showed it.",
        )
    if "identity" in standing.asked:
        yield Gap("identity", "Proof of identity was asked for and never came.", "Wait for it, or remind them.")
    elif "identity" not in standing.proved and not found.representative and right not in _ANYBODY:
        yield Gap(
            "identity",
            "Nobody noted how they showed who they are.",
            "Write it down; that you know them in person will do.",
        )


def _deed_gap(tx: Tx, found: Found) -> Iterator[Gap]:
    """Whether what was asked for was done, as far as the book can see it."""
    done, what, do = _DEEDS[found.head.right]
    if not done(tx, found):
        yield Gap("deed", what, do)


def _report_written(tx: Tx, found: Found) -> bool:
    return _written(tx, found, _WHOLE_REPORT)


def _files_written(tx: Tx, found: Found) -> bool:
    return _written(tx, found, _ANY_FILE)


def _written(tx: Tx, found: Found, files: str) -> bool:
    since = found.head.received_on.isoformat()
    return found.customer_id is not None and tx.maybe(_REPORT, (found.customer_id, since, files)) is not None


def _corrected(tx: Tx, found: Found) -> bool:
    sql = f"SELECT 1 FROM activity WHERE verb IN ({_CHANGES}) AND {_HERS} AND at >= ?2 LIMIT 1"
    since = found.head.received_on.isoformat()
    return found.customer_id is not None and tx.maybe(sql, (found.customer_id, since)) is not None


def _erased(tx: Tx, found: Found) -> bool:
    return tx.maybe("SELECT 1 FROM erasures WHERE customer_id = ?", (found.customer_id,)) is not None


def _restricted(tx: Tx, found: Found) -> bool:
    if found.customer_id is None:
        return False
    since = found.head.received_on.isoformat()
    held = restriction.history(tx, found.customer_id)
    return any(one.lifted_at is None or one.lifted_at >= since for one in held)


def _stopped(tx: Tx, found: Found) -> bool:
    """Whoever is known, or left an address, is on the do-not-contact list since it was entered."""
    contact: str = tx.value("SELECT contact FROM data_requests WHERE id = ?", (found.id,))
    return found.customer_id is not None or bool(points(contact, tx.calendar.country))


def _seen_to(tx: Tx, found: Found) -> bool:
    """Whether anything that there was to do is ticked off: what else was done, the book cannot see."""
    return any(done is not None for done in found.standing.tasks.values())


_SEEN_TO = (_seen_to, "Nothing that there is to do for it is ticked off.", "Do it, and tick it off.")
_DEEDS: Mapping[Right, tuple[Callable[[Tx, Found], bool], str, str]] = {
    "access": (_report_written, "No report was written since they asked.", "Write it."),
    "portability": (_files_written, "No files were written since they asked.", "Write them."),
    "rectification": (_corrected, "Nothing on their record was changed since they asked.", "Correct it."),
    "erasure": (_erased, "Their record was not erased.", "Erase it."),
    "restriction": (_restricted, "Their record was not restricted.", "Restrict it."),
    "objection": _SEEN_TO,
    "marketing": (_stopped, "Nobody was put on the do-not-contact list.", "Say whose it is."),
    "automated": _SEEN_TO,
    "complaint": _SEEN_TO,
}
