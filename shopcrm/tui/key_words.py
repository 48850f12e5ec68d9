"""Keys and passphrases in words: what is at risk, what will be done, what remains to do."""

from collections.abc import Iterable, Iterator

from textual.content import Content

from shopcrm.jobs.keys import ToReplace
from shopcrm.tui.text import block, line, plain

NEW_KEY = """\
The book is written anew under another key, proven, and put in place of the old file. Every login and the recovery \
code stay as they are. It takes as long as a backup; the shop stays open.

Do it once a year, and whenever a stick or a copy of the book is lost."""
SEEN = """\
At risk: who knows your passphrase and has this laptop or a backup can read and change everything.

What will be done: you choose a new passphrase, and the book gets another key. Copies of the book made until now still \
open with the old one; you are told where they lie."""
FORGOTTEN = """\
You are working, so nothing is lost. With the recovery code from your sheet you can set a new passphrase now.

At the locked screen, type the code where the passphrase goes: it opens the shop and asks for a new one. Another owner \
can set one for you too, under More, Staff. There is no other way in."""
NEW_SHEET = """\
A new code is made and shown once. The sheet you have now opens the shop no more; it still opens backups that were \
made before, so destroy it, and replace those."""
LOST_PLAIN = """\
At risk: a finder can try to guess your passphrase, without any hurry.

What will be done: the book gets another key, so that what is on the stick never opens what you enter from now on. \
Then make a new backup on another stick. If your passphrase is weak, change it too."""
LOST_SECRET = """\
At risk: a finder can read everything in the backups on that stick. That is a personal data breach: you may have to \
report it within 72 hours (Privacy, Breaches).

What will be done: a new passphrase, another key for the book, and a new recovery sheet. What is on the stick stays \
readable to who has it; what you enter from now on does not."""
LOST_KEY_FILE = """\
The key file on it is of use only to who also knows your passphrase. A new one is made afterwards, on two sticks: the \
lost one then opens nothing."""


def left_to_do(places: Iterable[ToReplace]) -> Content:
    """Which backups still open with what was lost or seen."""
    rows = list(_left(places))
    return Content("\n").join(rows) if rows else plain("No backup that is known here was made with the old key.")


def _left(places: Iterable[ToReplace]) -> Iterator[Content]:
    found = list(places)
    if found:
        yield block("What remains: backups made until now still open with the old keys. Make a new one in each place,")
        yield block("then delete the older ones there.")
    for place in found:
        count = "not plugged in now" if not place.here else _many(len(place.files))
        yield line(f"· {place.name}: ", (count, "bold"), (f"  {place.folder}", "$quiet"))


def _many(count: int) -> str:
    return "1 backup" if count == 1 else f"{count:,} backups"
