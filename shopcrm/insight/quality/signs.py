"""By which plain signs a record may be junk that a program entered in a web form. Each sign is shown; none deletes."""

import re
from collections.abc import Iterable, Iterator

MANY_IN_A_MINUTE = 5
"""So many who signed up in the same minute and never came are more than people do."""
MEANS = (
    "Not typed in by you, no order, no ticket; and a sign of a program: a link in the name or in a note, a name that"
    " cannot be one, throw-away mail, or"
    f" {MANY_IN_A_MINUTE} or more who signed up in one minute. Nothing is deleted: put the record away, or say that it"
    " is no junk."
)
_LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z0-9]+", re.ASCII)
_VOWEL = re.compile(r"[aeiouyw]", re.IGNORECASE)
_DIGIT_INSIDE = re.compile(r"[A-Za-z]\d+[A-Za-z]")
_CAPITAL_AFTER_SMALL = re.compile(r"(?<=[a-z])[A-Z]")
_SAME_LETTER = re.compile(r"([A-Za-z])\1{3}", re.IGNORECASE)
_ALONG_THE_KEYS = re.compile(r"qwert|asdf|zxcv", re.IGNORECASE)
_LEAST_LETTERS, _MOST_CAPITALS = 5, 2
_THROW_AWAY = re.compile(
    r"(?:\A|[.-])(?:10minute-?mail|20minute-?mail|minute-?mail|temp-?mail|temp-?inbox|throw-?away-?mail|trash-?mail"
    r"|fake-?inbox|fake-?mail|burner-?mail|disposable-?mail|mailinator|guerrillamail|sharklasers|yopmail|getnada"
    r"|maildrop|mailnesia|dispostable|spamgourmet)[a-z0-9]*[.-]",
    re.IGNORECASE,
)


def of_name(name: str) -> Iterator[str]:
    """Signs in a person's name, each in words."""
    if has_link(name):
        yield "a link in the name"
        return
    for word in _WORD.findall(name) if name.isascii() else ():
        if why := _no_name(word):
            yield f"{why}: {word}"
            return


def of_mail(addresses: Iterable[str]) -> Iterator[str]:
    """Signs in e-mail addresses in standard form."""
    domains = (address.rpartition("@")[2] for address in addresses)
    yield from dict.fromkeys(f"throw-away mail: {domain}" for domain in domains if _THROW_AWAY.search(domain))


def has_link(text: str) -> bool:
    """Whether there is a link in a text."""
    return _LINK.search(text) is not None


def _no_name(word: str) -> str:
    """Why no person is called so; empty where somebody may be."""
    if _DIGIT_INSIDE.search(word):
        return "a digit inside a name"
    if len(word) >= _LEAST_LETTERS and word.isalpha() and not _VOWEL.search(word):
        return "a name without a vowel"
    if len(_CAPITAL_AFTER_SMALL.findall(word)) > _MOST_CAPITALS:
        return "capitals scattered through a name"
    if _SAME_LETTER.search(word):
        return "one letter over and over"
    return "keys next to each other" if _ALONG_THE_KEYS.search(word) else ""
