"""What the screens offer to whom. The core refuses by itself; here what would be refused is not offered at all."""

from collections.abc import Mapping
from typing import Any

from shopcrm.vault.registry import Role

VIEWER, ASSISTANT, MANAGER, OWNER = Role

ACTIONS: Mapping[str, Mapping[Role, str]] = {
    "today:TodayScreen": {ASSISTANT: "new_order"},
    "customers:CustomersScreen": {ASSISTANT: "new first"},
    "customer_page:CustomerPage": {
        ASSISTANT: "new_order points edit note answer ticket put_away",
        MANAGER: "print credit double",
    },
    "consent_page:ConsentPage": {ASSISTANT: "yes stop more answer slip"},
    "orders:OrdersScreen": {ASSISTANT: "new first"},
    "order_page:OrderPage": {
        ASSISTANT: "pay next pack ship deliver receipt again reverse take_back cancel send_back ticket",
        MANAGER: "edit goodwill",
    },
    "returns:ReturnsScreen": {ASSISTANT: "new first"},
    "return_page:ReturnPage": {ASSISTANT: "settle receive decide papers dates withdraw take_back ticket note"},
    "tickets:TicketsScreen": {ASSISTANT: "new first"},
    "ticket_page:TicketPage": {
        ASSISTANT: "reply resolve message change note wait put_away link merge split",
    },
    "products:ProductsScreen": {MANAGER: "new first"},
    "product_page:ProductPage": {MANAGER: "edit put_away"},
    "wordings:WordingsScreen": {MANAGER: "change"},
    "consent_reviews:ReviewsScreen": {OWNER: "months"},
    "segment_members:SegmentMembers": {MANAGER: "print export"},
    "quality_list:QualityList": {MANAGER: "after"},
    "settings:SettingsScreen": {MANAGER: "add_holiday"},
    "requests:RequestsScreen": {ASSISTANT: "new first"},
    "request_page:RequestPage": {
        ASSISTANT: "main letter shown note question task person ask_proof never fee acknowledge received told double",
        MANAGER: "deed close longer",
    },
    "breach_page:BreachPage": {ASSISTANT: "facts note paper", MANAGER: "decide report tell close reopen"},
    "breaches:BreachesScreen": {ASSISTANT: "new first", MANAGER: "files"},
    "access_page:AccessPage": {MANAGER: "write"},
    "erasure:ErasurePage": {OWNER: "erase"},
    "reminders:RemindersScreen": {ASSISTANT: "new first done postpone drop", MANAGER: "calendar"},
    "chores:ChoresScreen": {ASSISTANT: "run_due skip"},
    "backup:BackupScreen": {OWNER: "elsewhere automatic"},
    "data_map:DataMapPage": {OWNER: "blank"},
    "retention:RetentionScreen": {OWNER: "rule"},
    "retention_list:RetentionList": {OWNER: "go all"},
    "processing:ProcessingScreen": {OWNER: "about"},
    "privacy_notice:PrivacyNoticeScreen": {OWNER: "about"},
}
"""``module:Class`` of a screen, and the least role for its actions; what is not named is for everybody."""

FORMS: Mapping[Role, frozenset[str]] = {
    MANAGER: frozenset(
        """
        credit_form:GiveCreditForm goodwill_form:GoodwillForm product_form:ProductForm points_form:GivePointsForm
        points_form:PutRightForm programme_form:ProgrammeForm programme_parts:PartForm policy_form:PolicyForm
        holiday_form:HolidayForm export_form:ExportForm segment_forms:SegmentForm restriction_form:RestrictForm
        restriction_form:LiftForm request_closing:CloseForm breach_forms:DecideForm breach_forms:ReportedForm
        breach_forms:TellForm breach_forms:CloseBreachForm basis_form:BasisForm
        reminder_forms:CalendarForm
        """.split()
    ),
    OWNER: frozenset(
        """
        staff_forms:AddStaffForm staff_forms:RoleForm staff_forms:NewPassphraseForm staff_forms:RenameForm
        staff_forms:LockForm profile_form:ProfileForm duty_forms:AccountabilityForm duty_forms:RuleForm
        evidence_form:EvidenceForm
        """.split()
    ),
}
"""Forms that only these roles may save: they are refused before anybody types into them."""


def needed(screen: object, action: str) -> Role:
    """The least role for an action of a screen."""
    found = [
        role
        for name in _names(screen)
        for role, actions in ACTIONS.get(name, {}).items()
        if action.partition("(")[0] in actions.split()
    ]
    return max(found, default=VIEWER)


def needed_for(screen: object) -> Role:
    """The least role for opening a form or a page."""
    names = set(_names(screen))
    return max((role for role, forms in FORMS.items() if forms & names), default=VIEWER)


def action_of(button: str | None) -> str:
    """The action that a button stands for, by its id: ``do-edit`` and ``edit`` are one."""
    return (button or "").removeprefix("do-").removeprefix("act-")


def _names(screen: Any) -> list[str]:
    return [f"{cls.__module__.rpartition('.')[2]}:{cls.__name__}" for cls in type(screen).__mro__]
