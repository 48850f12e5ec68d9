"""The shop's profile as the head of a paper."""

from shopcrm.papers.kit import Letterhead
from shopcrm.shop.profile import Profile


def letterhead(shop: Profile) -> Letterhead:
    """What papers say about who they come from."""
    return Letterhead(shop.name, shop.owner, shop.address, shop.email, shop.phone, shop.website, shop.tax_number)
