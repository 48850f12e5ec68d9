"""What the program concludes about a customer whenever somebody looks, for the access pack; stored nowhere."""

from dataclasses import replace

from shopcrm.insight import at_risk
from shopcrm.privacy.holding import Category, Heading, Holding
from shopcrm.vault.vault import Vault

_HEADINGS = (
    Heading("as_of", "Worked out on", "to keep customers", "date", ()),
    Heading("conclusion", "What it says", "to see whom we may lose", "", ()),
    Heading("made_from", "Made from", "to say how it comes about", "", ()),
)


def with_conclusions(vault: Vault, holding: Holding) -> Holding:
    """A holding with what the shop sees on the screen At risk about its customer, if anything."""
    one = vault.read(at_risk.of_customer, holding.customer_id)
    if one is None:
        return holding
    today = vault.calendar.local_date(holding.gathered_at).isoformat()
    found = Category(
        "at_risk",
        "What our program concludes about you",
        "legitimate interest",
        "not at all: worked out afresh whenever we look",
        "worked out by our program from your orders; nothing is decided by it alone",
        _HEADINGS,
        ((today, f"We may lose you as a customer: {one.why}.", one.made_from),),
    )
    return replace(holding, categories=(*holding.categories, found))
