"""What each role may do: the one table. Each operation also names its role where it is written; a test holds both."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from shopcrm.vault.registry import Operation, Role

IN_WORDS = {
    Role.OWNER: "Everything, with staff, keys, settings, erasing and putting a backup back.",
    Role.MANAGER: "Runs the shop: prices, changed orders, goodwill, imports, exports, figures, people's rights.",
    Role.ASSISTANT: "Serves: orders, payments, returns, tickets, points, what people agreed to.",
    Role.VIEWER: "Looks at customers, orders, returns and tickets, and changes nothing.",
}
"""Each role in a line, the highest first."""

NOT_CRYPTOGRAPHY = (
    "What a role may not do, this program does not offer and refuses. That keeps honest people to their work. It is no"
    " lock: whoever can open the book holds its key, and who knows how to program can read all of it. Give a login only"
    " to people whom you would trust with the whole book."
)
"""What roles do not protect from, as it is said wherever they are shown."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that a person may do: the least role for it, and the operations that it takes (`orders.*`)."""

    role: Role
    words: str
    operations: tuple[str, ...]


def _deeds(role: Role, deeds: dict[str, str]) -> tuple[Deed, ...]:
    return tuple(Deed(role, words, tuple(patterns.split())) for words, patterns in deeds.items())


DEEDS: tuple[Deed, ...] = (
    *_deeds(
        Role.OWNER,
        {
            "Add and remove staff, and say what they may do": "staff.*",
            "Change the shop's settings": "profile.change",
            "Erase a person, and records past their time": "erasure.erase erasure.purge_due erasing.note"
            " retention.confirm data_map.blank_field",
            "Say how long records are kept, and answer for the law": "retention.set_rule accountability.change"
            " consent.set_review_months evidence.*",
            "Put a backup back, prove the recovery sheet, change the keys": "restore.* vault.* keys.*",
            "Fill a demonstration": "demo.fill",
        },
    ),
    *_deeds(
        Role.MANAGER,
        {
            "Change orders after they were placed": "orders.edit",
            "Give money, credit or points without a return": "payments.goodwill payments.refund_all store_credit.issue"
            " store_credit.take_back loyalty.goodwill loyalty.adjust loyalty.put_back loyalty.take_back",
            "Change products and prices": "products.*",
            "Set up the loyalty programme": "loyalty.set_programme loyalty.*_stamp_card",
            "Import, and take an import back": "imports.apply* imports.rehearse imports.undo imports.past",
            "Write lists and copies to files": "exports.* segment_papers.* data_map.* registers.* calendar.*",
            "Merge customers": "customers.merge customers.unmerge customers.merge_of customers.merge_preview"
            " customers.merges duplicates.scan duplicates.book",
            "See figures, forecasts and reports": "figures.* figures_paper.* dashboard.* forecast.* at_risk.*"
            " feedback.* loyalty.liability",
            "Answer what people ask of you": "access.* restriction.* erasure.waiting erasure.listed erasure.plan"
            " erasure.certificate erasure.due_for_purge erasure.invoice_parties erasure.kept_sales erasing.*"
            " requests.extend requests.close requests.reopen",
            "Keep the registers": "breaches.close breaches.decide_* breaches.reopen breaches.report breaches.tell"
            " accountability.get processing.* notices.* fee.* audits.* training.* retention.*",
            "Set wordings, hours and holidays": "consent.change_wording consent.*_basis tickets.set_policy"
            " profile.*_holiday quality.set_stale_months",
            "See who did what": "acts.*",
        },
    ),
    *_deeds(
        Role.ASSISTANT,
        {
            "Take orders and payments": "orders.* payments.* receipts.* suggestions.*",
            "Write down customers": "customers.* documents.* quality.* duplicates.* imports.*",
            "Take returns": "returns.* return_papers.*",
            "Answer tickets": "tickets.* ticket_replies.* knowledge.* recommendations.*",
            "Prove a backup again": "backups.proven",
            "Give and take points and stamps": "loyalty.* points_papers.*",
            "Record what people agreed to": "consent.* consent_slip.*",
            "Take in what people ask, and report a breach": "requests.* request_letters.* request_people.* breaches.*"
            " erasure.*",
            "Look at groups of customers": "segments.*",
            "Keep reminders, and bring up to date what is due": "reminders.* chores.* agenda.catch_up",
            "See what was taken today and this week": "today.sales_by_day",
            "Make a backup in a place that is known, and try one": "backups.made drill.note",
        },
    ),
    *_deeds(Role.VIEWER, {"Keep a half-filled form": "drafts.* batch.run"}),
)
"""From the highest role down; the first deed that names an operation tells its role."""


OPENED_BY: Mapping[str, Role] = dict.fromkeys("CNORTP", Role.VIEWER) | dict.fromkeys(
    ("A", "B", "D", "chores", "backup"), Role.ASSISTANT
)
"""The least role that looks at a kind of record, by its letter, or at a place that a duty without a record names.

All else is the manager's.
"""


def needed_to_open(reference: str) -> Role:
    """The least role that looks at a record, or at the place that a duty names; blank for a duty that names none."""
    return OPENED_BY.get(reference.partition("-")[0], Role.MANAGER)


def may_open(role: Role, reference: str) -> bool:
    """Whether a role looks at a record, or at the place that a duty names."""
    return role >= needed_to_open(reference)


def deed_of(operation: Operation) -> Deed | None:
    """What the operation is done for; None for a read that is open to everybody."""
    return next((one for one in DEEDS if any(fnmatchcase(operation.name, name) for name in one.operations)), None)


def may(role: Role) -> Iterator[str]:
    """What this role may do that the one below it may not."""
    return (one.words for one in DEEDS if one.role is role)
