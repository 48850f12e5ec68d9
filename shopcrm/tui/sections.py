"""The sections of the shop, the pages that records open, and how both are found without importing them at start."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from shopcrm.vault.registry import Role


@dataclass(frozen=True, slots=True)
class Section:
    """One place in the menu. `number` is its key and never shifts; `screen` is ``module:Class``, imported late.

    role: the least one that the section is offered to.
    """

    number: int
    name: str
    title: str
    screen: str
    role: Role = Role.VIEWER


SECTIONS = (
    Section(1, "today", "Today", "shopcrm.tui.screens.today:TodayScreen"),
    Section(2, "customers", "Customers", "shopcrm.tui.screens.customers:CustomersScreen"),
    Section(3, "orders", "Orders", "shopcrm.tui.screens.orders:OrdersScreen"),
    Section(4, "returns", "Returns", "shopcrm.tui.screens.returns:ReturnsScreen"),
    Section(5, "tickets", "Tickets", "shopcrm.tui.screens.tickets:TicketsScreen"),
    Section(6, "privacy", "Privacy", "shopcrm.tui.screens.privacy:PrivacyScreen", Role.ASSISTANT),
    Section(7, "more", "More", "shopcrm.tui.screens.more:MoreScreen"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A screen or form below More or Privacy: its title, a few words on what it is for, and ``module:Class``.

    The class is imported late. waits: a read that answers in a few words what waits there, as ``module:function``.
    role: the least one that the place is offered to.
    """

    name: str
    title: str
    words: str
    screen: str
    waits: str = ""
    role: Role = Role.VIEWER


PLACES = (
    Place(
        "products", "Products", "What you sell, with prices and codes", "shopcrm.tui.screens.products:ProductsScreen"
    ),
    Place(
        "import",
        "Import",
        "Bring in orders and customers from a file",
        "shopcrm.tui.screens.import_wizard:ImportScreen",
        role=Role.MANAGER,
    ),
    Place("export", "Export", "Write a copy to a file", "shopcrm.tui.forms.export_form:ExportForm", role=Role.MANAGER),
    Place(
        "figures",
        "Figures",
        "How the shop is doing, what each figure means, and targets",
        "shopcrm.tui.screens.figures:FiguresScreen",
        role=Role.MANAGER,
    ),
    Place(
        "feedback",
        "Feedback",
        "What customers said of you, and the tickets behind it",
        "shopcrm.tui.screens.feedback:FeedbackScreen",
        role=Role.MANAGER,
    ),
    Place(
        "loyalty",
        "Loyalty",
        "Points, tiers, rewards and stamp cards",
        "shopcrm.tui.screens.loyalty:LoyaltyScreen",
        role=Role.MANAGER,
    ),
    Place(
        "at-risk",
        "At risk",
        "Whom you are about to lose, and what orders to expect",
        "shopcrm.tui.screens.at_risk:AtRiskScreen",
        role=Role.MANAGER,
    ),
    Place(
        "segments",
        "Segments",
        "Groups of customers: the best, the new, and your own",
        "shopcrm.tui.screens.segments:SegmentsScreen",
        role=Role.ASSISTANT,
    ),
    Place(
        "duplicates",
        "Duplicates",
        "Who may be in the book twice; merge and unmerge",
        "shopcrm.tui.screens.duplicates:DuplicatesScreen",
        role=Role.MANAGER,
    ),
    Place(
        "quality",
        "Data quality",
        "How good your book is, and which records are doubtful",
        "shopcrm.tui.screens.quality:QualityScreen",
        role=Role.ASSISTANT,
    ),
    Place(
        "reminders",
        "Reminders",
        "What to remember and when, birthdays, a calendar file",
        "shopcrm.tui.screens.reminders:RemindersScreen",
        role=Role.ASSISTANT,
    ),
    Place(
        "chores",
        "Chores",
        "What is done by itself, what was missed, what failed",
        "shopcrm.tui.screens.chores:ChoresScreen",
        role=Role.ASSISTANT,
    ),
    Place(
        "backup",
        "Backup",
        "Make a backup, prove one, put one back",
        "shopcrm.tui.screens.backup:BackupScreen",
        role=Role.ASSISTANT,
    ),
    Place(
        "service",
        "Opening hours",
        "When you are open, and how soon you promise to answer",
        "shopcrm.tui.forms.policy_form:PolicyForm",
        role=Role.MANAGER,
    ),
    Place(
        "saved-replies",
        "Saved replies",
        "Replies you write often, and short notes for yourself",
        "shopcrm.tui.screens.saved_replies:SavedRepliesScreen",
        role=Role.ASSISTANT,
    ),
    Place(
        "settings",
        "Settings",
        "The shop's name, place, money, colours and holidays",
        "shopcrm.tui.screens.settings:SettingsScreen",
    ),
    Place(
        "keys",
        "Keys",
        "Passphrases, recovery sheet, lost sticks: who can open it",
        "shopcrm.tui.screens.keys:KeysScreen",
    ),
    Place(
        "staff",
        "Staff",
        "Who works here, and what each may do",
        "shopcrm.tui.screens.staff:StaffScreen",
        role=Role.OWNER,
    ),
    Place(
        "activity",
        "Activity",
        "Who did what, and when: nothing is left out",
        "shopcrm.tui.screens.activity:ActivityScreen",
        role=Role.MANAGER,
    ),
)
"""What More lists, and what Go to… reaches from anywhere."""
PRIVACY_PLACES = (
    Place(
        "requests",
        "Requests",
        "What people ask of you, and complaints",
        "shopcrm.tui.screens.requests:RequestsScreen",
        waits="shopcrm.privacy.requests:waiting",
        role=Role.ASSISTANT,
    ),
    Place(
        "contact",
        "Contact",
        "Whom you may message, and why not",
        "shopcrm.tui.screens.contact:ContactScreen",
        role=Role.ASSISTANT,
    ),
    Place(
        "wordings",
        "Wordings",
        "What people are asked, in every version",
        "shopcrm.tui.screens.wordings:WordingsScreen",
        role=Role.MANAGER,
    ),
    Place(
        "consent-reviews",
        "Old answers",
        "Each yes that is to be looked at again",
        "shopcrm.tui.screens.consent_reviews:ReviewsScreen",
        waits="shopcrm.shop.consent:reviews_waiting",
        role=Role.ASSISTANT,
    ),
    Place(
        "lawful-bases",
        "Lawful bases",
        "On what else you may contact people",
        "shopcrm.tui.screens.lawful_bases:BasesScreen",
        role=Role.MANAGER,
    ),
    Place(
        "restricted",
        "Restricted",
        "Records that are seen and not used",
        "shopcrm.tui.screens.restricted:RestrictedScreen",
        waits="shopcrm.shop.restriction:waiting",
        role=Role.MANAGER,
    ),
    Place(
        "erased",
        "Erased",
        "Who was erased, and what is kept",
        "shopcrm.tui.screens.erased:ErasedScreen",
        waits="shopcrm.privacy.erasure:waiting",
        role=Role.MANAGER,
    ),
    Place(
        "data-map",
        "Data map",
        "What you hold, and what nobody uses",
        "shopcrm.tui.screens.data_map:DataMapScreen",
        role=Role.MANAGER,
    ),
    Place(
        "breaches",
        "Breaches",
        "What went wrong, and the 72 hours",
        "shopcrm.tui.screens.breaches:BreachesScreen",
        waits="shopcrm.privacy.registers.due:breaches_waiting",
        role=Role.ASSISTANT,
    ),
    Place(
        "retention",
        "Old records",
        "What is not needed any more",
        "shopcrm.tui.screens.retention:RetentionScreen",
        waits="shopcrm.privacy.retention:waiting",
        role=Role.MANAGER,
    ),
    Place(
        "processing",
        "Processing",
        "What is done with details",
        "shopcrm.tui.screens.processing:ProcessingScreen",
        role=Role.MANAGER,
    ),
    Place(
        "notice",
        "Privacy notice",
        "What you tell customers, to put up",
        "shopcrm.tui.screens.privacy_notice:PrivacyNoticeScreen",
        role=Role.MANAGER,
    ),
    Place(
        "training",
        "Training, audit",
        "Who learned what; the yearly look",
        "shopcrm.tui.screens.training:TrainingScreen",
        waits="shopcrm.privacy.registers.due:training_waiting",
        role=Role.MANAGER,
    ),
    Place(
        "fee",
        "Fee check",
        "Whether the regulator's fee is due",
        "shopcrm.tui.screens.fee_check:FeeCheckScreen",
        waits="shopcrm.privacy.registers.due:fee_waiting",
        role=Role.MANAGER,
    ),
    Place(
        "evidence",
        "Evidence pack",
        "All registers and proofs in one file",
        "shopcrm.tui.forms.evidence_form:EvidenceForm",
        role=Role.OWNER,
    ),
)
"""What Privacy lists, and what Go to… reaches from anywhere."""
PLACES_OF = {"more": PLACES, "privacy": PRIVACY_PLACES}
"""The places below each section that has some."""
PAGES = {
    "C": "shopcrm.tui.screens.customer_page:CustomerPage",
    "O": "shopcrm.tui.screens.order_page:OrderPage",
    "R": "shopcrm.tui.screens.return_page:ReturnPage",
    "T": "shopcrm.tui.screens.ticket_page:TicketPage",
    "P": "shopcrm.tui.screens.product_page:ProductPage",
    "B": "shopcrm.tui.screens.breach_page:BreachPage",
    "D": "shopcrm.tui.screens.request_page:RequestPage",
    "I": "shopcrm.tui.screens.import_page:ImportPage",
    "A": "shopcrm.tui.screens.reminders:RemindersScreen",
}
"""The page that a reference opens, by its letter; each takes the record's id."""


def load(place: str) -> Callable[..., Any]:
    """The class named ``module:Class``."""
    module, _, name = place.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), name)
    return found
