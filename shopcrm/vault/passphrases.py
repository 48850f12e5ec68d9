"""What makes a passphrase good enough, a generator for who would rather not invent one, one form for what is typed."""

import secrets
import unicodedata
from functools import cache

from shopcrm.errors import InvalidValue
from shopcrm.places import asset

SHORTEST = 15
"""Characters; no rules of composition, as NIST SP 800-63B-4 section 3.1.1 advises."""

GENERATED_WORDS = 5
"""Five of 7,772 words: 64.6 bits."""


def normal_form(typed: str) -> str:
    """The passphrase as it goes into the key derivation: NFKC, so that every keyboard spells it with the same bytes."""
    return unicodedata.normalize("NFKC", typed)


def generate() -> str:
    """A new passphrase of five words chosen at random from the EFF's long list."""
    return "-".join(secrets.choice(words()) for _ in range(GENERATED_WORDS))


def check(typed: str) -> None:
    """Refuse what a thief would try first; raises InvalidValue naming the field `passphrase`."""
    passphrase = normal_form(typed)
    if len(passphrase) < SHORTEST:
        raise InvalidValue(
            "passphrase",
            f"A passphrase needs at least {SHORTEST} characters; this one has {len(passphrase)}.",
            "A short sentence is easy to remember. Or let the program make one of five words.",
        )
    if _is_common(passphrase):
        raise InvalidValue(
            "passphrase",
            "That passphrase is one that thieves try first.",
            "Use a sentence that only you would think of, or let the program make one of five words.",
        )


@cache
def words() -> tuple[str, ...]:
    """The words that a generated passphrase is made of: 7,772, without the four that carry a dash."""
    return tuple(word for word in asset("words/eff-large.txt").read_text(encoding="utf-8").split() if "-" not in word)


@cache
def _common() -> frozenset[str]:
    return frozenset(asset("words/common.txt").read_text(encoding="utf-8").split())


def _is_common(passphrase: str) -> bool:
    """Whether it is a common password once case, digits and marks at its ends, and repetition are taken away."""
    folded = "".join(passphrase.casefold().split())
    cores = {folded, folded.strip("0123456789!?.*#-_")} - {""}
    return any(_repeats(core) or core in _common() or _made_of_common(core) for core in cores)


def _repeats(text: str) -> bool:
    """Whether a short piece over and over makes the whole: `abcabcabcabcabc`."""
    return text in (text + text)[1:-1]


def _made_of_common(text: str) -> bool:
    """Whether two common passwords side by side make the whole: `password1234567890`."""
    return any(text[:cut] in _common() and text[cut:] in _common() for cut in range(1, len(text)))
