"""Where a person who is not content can turn, as a list of sentences: to the shop, to the regulator, to a court."""

from shopcrm.papers.access_wording import COMPLAINTS_EU, COMPLAINTS_UK
from shopcrm.papers.kit import Letterhead

COMPLAINTS_CALIFORNIA = (
    "Talk to us: {shop}, {reach}.",
    "Complain to the California Privacy Protection Agency (cppa.ca.gov), or to the Attorney General of California.",
)


def routes(regime: str, shop: Letterhead, regulator: str, contact: str) -> list[str]:
    """The ways to complain under a law (uk, eu or ccpa); a UK refusal must name all three (Arts 12(4), 15(1)(ea))."""
    reach = [part for part in (shop.email, shop.phone, ", ".join(shop.address.splitlines())) if part]
    told = "; ".join(reach) or "the address on our receipts"
    texts = {"uk": COMPLAINTS_UK, "eu": COMPLAINTS_EU}.get(regime, COMPLAINTS_CALIFORNIA)
    return [text.format(shop=shop.name, reach=told, regulator=regulator, contact=contact) for text in texts]
