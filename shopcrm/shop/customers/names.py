"""How a customer is called and where she stands in the list."""

from shopcrm.shop.customers.records import CustomerDraft
from shopcrm.shop.words import fold


def display_name(draft: CustomerDraft) -> str:
    """The name as shown: a business by its company, a person by her name, else by what is known of her."""
    person = f"{draft.given_name} {draft.family_name}".strip()
    known = [draft.company, person] if draft.kind == "business" else [person, draft.company]
    reachable = [point.typed for point in (*draft.emails, *draft.phones)]
    return next((name for name in (*known, *reachable) if name), "")


def sort_name(draft: CustomerDraft) -> str:
    """The name as it sorts: family name first, folded; a business by its company."""
    person = f"{draft.family_name} {draft.given_name}".strip()
    if draft.kind == "business" and draft.company:
        return fold(draft.company)
    return fold(person or display_name(draft))
