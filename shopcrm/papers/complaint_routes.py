"""Where a person who is not content can turn, as a list of sentences: to the shop, to the regulator, to a court."""

from shopcrm.papers.access_wording import COMPLAINTS_EU, COMPLAINTS_UK
from shopcrm.papers.kit import Letterhead

COMPLAINTS_CALIFORNIA = (
    "Talk to us: {shop}, {reach}.",
    "Complain to the California Privacy Protection Agency (cppa.ca.gov), or to the Attorney General of California.",
)
COMPLAINTS_ELSEWHERE_IN_THE_EU = (
    COMPLAINTS_EU[0],
    "Complain to the supervisory authority of the country where you live or work, or where it happened (GDPR Art 77).",
    COMPLAINTS_EU[2],
)
_COMMISSIONER = ("the Information Commissioner", "ico.org.uk/make-a-complaint")


def routes(regime: str, shop: Letterhead, regulator: str, contact: str, *, at_home: bool = True) -> list[str]:
    """The ways to complain under a law (uk, eu or ccpa); a UK refusal must name all three (Arts 12(4), 15(1)(ea)).

    regulator, contact: the shop's own, of no use unless `at_home`, that is where the law is the shop's own.
    """
    if not at_home and regime == "uk":
        regulator, contact = _COMMISSIONER
    told = shop.reach or "at the counter"
    european = COMPLAINTS_EU if at_home else COMPLAINTS_ELSEWHERE_IN_THE_EU
    texts = {"uk": COMPLAINTS_UK, "eu": european}.get(regime, COMPLAINTS_CALIFORNIA)
    return [text.format(shop=shop.name, reach=told, regulator=regulator, contact=contact) for text in texts]
