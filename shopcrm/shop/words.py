"""Words as they are compared: without case, accents or punctuation, so that “Núñez” is found by “nunez”."""

import re
import unicodedata
from functools import lru_cache

_PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i", "ħ": "h", "ŋ": "n"}
)
_WORD = re.compile(r"[^\W_]+")
_WITHIN_A_WORD = re.compile(r"['’ʼ‘`.\-‐‑]+")


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """The text in small letters without accents; ``Łódź`` becomes ``lodz``, ``Straße`` becomes ``strasse``."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).translate(_PLAIN_LETTERS)


def words_of(text: str) -> list[str]:
    """The folded words of a text in their order."""
    return _WORD.findall(fold(text))


def words_as_found(text: str) -> list[str]:
    """The folded words of a text, and those joined by an apostrophe or a hyphen as one: o, brien, obrien."""
    folded = fold(text)
    found = dict.fromkeys(_WORD.findall(folded))
    for chunk in folded.split():
        joined = _WITHIN_A_WORD.sub("", chunk)
        if joined != chunk:
            found |= dict.fromkeys(_WORD.findall(joined))
    return list(found)


def signs_of(text: str) -> list[str]:
    """A text without any word, such as ``[/]``, as one word that the index can hold; nothing for any other text."""
    signs = "".join(fold(text).split())
    return ["sign" + signs.encode(errors="surrogatepass").hex()] if signs and not _WORD.search(signs) else []
