"""May two names be one person's, and is an e-mail address one person's at all?"""

import re

from shopcrm.shop.words import words_as_found

_NOBODYS = re.compile(
    r"(no[-_.]?reply|do[-_.]?not[-_.]?reply|no[-_.]?e?mail)([-_.+].*)?@"
    r"|@(.*\.)?(marketplace\.amazon\.[a-z.]+|members\.ebay\.[a-z.]+|reply\.etsy\.com|reply\.notonthehighstreet\.com)$"
)


def is_nobodys(email: str) -> bool:
    """Whether an address stands for no one person: no-reply addresses and the relays of marketplaces."""
    return _NOBODYS.search(email) is not None


def go_together(one: str, other: str) -> bool:
    """Whether two names may be the same person's: one is blank, part of the other, or has initials for it."""
    first, second = words_as_found(one), words_as_found(other)
    if not first or not second or set(first) <= set(second) or set(second) <= set(first):
        return True
    initials = len(first[0]) == 1 or len(second[0]) == 1
    return initials and first[0][0] == second[0][0] and first[-1] == second[-1]


def corrects(one: str, other: str) -> bool:
    """Whether two names may be one person's, the first name once cut short or mistyped: Ann Lee and Anna Lee.

    An equal first letter is not enough: two of a household share their surname and often an e-mail address.
    """
    first, second = words_as_found(one), words_as_found(other)
    if len(first) < 2 or len(second) < 2 or first[1:] != second[1:]:
        return False
    return first[0].startswith(second[0]) or second[0].startswith(first[0])
