"""The shop's profile as the head of a paper."""

from shopcrm.papers.kit import Letterhead
from shopcrm.shop.profile import Profile


def letterhead(shop: Profile) -> Letterhead:
    """What papers say about who they come from."""
    return Letterhead(shop.name, shop.owner, shop.address, shop.email, shop.phone, shop.website, shop.tax_number)


def nowhere_to_write(shop: Profile) -> tuple[str, ...]:
    """A warning for papers by which people turn to the shop, where its profile says no way to; none else.

    UK GDPR Arts 12(2), 13(1)(a): whoever decides what details are used for says how to be reached.
    """
    if letterhead(shop).reach:
        return ()
    return (
        "This paper does not say how to reach you: the shop has no address, e-mail or phone. Enter one under More,"
        " Settings, then write the paper anew.",
    )
