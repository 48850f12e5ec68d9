"""Keys and passphrases in words: what is at risk, what will be done, what remains to do."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from textual.content import Content

from shopcrm.jobs.checking import WEAKEST_MEMORY_KIB
from shopcrm.jobs.old_backups import ToReplace
from shopcrm.shop import roles
from shopcrm.tui.text import block, line, lines, plain
from shopcrm.vault.logins import Login
from shopcrm.vault.registry import Role
from shopcrm.vault.tx import Staff

_MOST_DAYS = 8

NEW_KEY = """\
The book is written anew under another key, proven, and put in place of the old file. Every login and the recovery \
code stay as they are. It takes as long as a backup; the shop stays open.

Do it once a year, and whenever a stick or a copy of the book is lost."""
SEEN = """\
At risk: who knows your passphrase and has this laptop or a backup can read and change everything.

What will be done: you choose a new passphrase, and the book gets another key. Copies of the book made until now still \
open with the old one; you are told where they lie."""
SEEN_DONE = "The passphrase of before still opens what was made before, wherever that is."
FORGOTTEN = """\
You are working, so nothing is lost. With the recovery code from your sheet you can set a new passphrase now.

At the locked screen, type the code where the passphrase goes: it opens the shop and asks for a new one. Another owner \
can set one for you too, under More, Staff. There is no other way in."""
NEW_SHEET = """\
A new code is made and shown once. The sheet you have now opens the shop no more; it still opens backups that were \
made before, so destroy it, and replace those."""
_LOST_PLAIN = """\
At risk: a finder can guess at your passphrase, without any hurry. Who guesses it reads the backups on the stick; and \
for as long as you keep that passphrase, it opens every later copy of the book and every later backup too.

What will be done: you choose a new passphrase, and the book gets another key. A guess then opens what is on the stick \
and nothing later. Make a new backup on another stick afterwards."""
_OTHER_OWNERS = "The other owners' passphrases open the backups on it as well: they change theirs too."
_LOST_SECRET = """\
At risk: a finder can read everything in the backups on that stick. That is a personal data breach: you may have to \
report it within 72 hours (Privacy, Breaches).

What will be done: a new passphrase, another key for the book, and a new recovery sheet. What is on the stick stays \
readable to who has it; what you enter from now on does not. Was it another owner's passphrase? Then that is changed \
too: More, Staff."""
_LOST_SECRET_ALONE = """\
At risk: who has the passphrase or the recovery sheet and gets at this laptop or a backup can read and change \
everything.

What will be done: a new passphrase, another key for the book, and a new recovery sheet. Copies of the book made until \
now still open with what was lost. Was it another owner's passphrase? Then that is changed too: More, Staff."""
_LOST_KEY_FILE = """\
The key file on it is of use only to who also knows your passphrase. A new one is made on two sticks; the lost \
one then opens nothing that is made later."""
_LOST_KEY_FILE_WITH_SECRET = """\
The key file was with it, so it keeps nobody out. A new one is made on two sticks; the lost one then opens nothing \
that is made later."""
_LOST_KEY_FILE_OF_ANOTHER = """\
Your login needs no key file. Whose login needs the lost one makes a new one: More, Keys, Key file."""


@dataclass(frozen=True, slots=True)
class Lost:
    """What was on a lost stick, or with it. owners: how many there are. needed: whether one's own login needs the key
    file that was on it.
    """

    backups: bool
    secret: bool
    key_file: bool
    owners: int
    needed: bool

    def at_risk(self) -> str:
        """What a finder can do, and what will be done."""
        words = []
        if self.secret:
            words.append(_LOST_SECRET if self.backups else _LOST_SECRET_ALONE)
        elif self.backups:
            words.append(_LOST_PLAIN)
            words += [_OTHER_OWNERS] if self.owners > 1 else []
        if self.key_file:
            own = _LOST_KEY_FILE_WITH_SECRET if self.secret else _LOST_KEY_FILE
            words.append(own if self.needed else _LOST_KEY_FILE_OF_ANOTHER)
        return "\n\n".join(words)

    def done(self, new_passphrase: bool, new_key_file: bool) -> str:
        """How things stand afterwards."""
        words = []
        if self.secret:
            lost = "The backups on the lost stick stay readable to who has" if self.backups else "Who has"
            opens = "it and what was with it." if self.backups else "what was lost opens copies made until now."
            words.append(f"{lost} {opens}")
        elif self.backups and new_passphrase:
            words.append("Who guesses your old passphrase reads the backups on the lost stick, and nothing later.")
        elif self.backups:
            words.append("! Your passphrase is as it was: who guesses it reads the backups on the lost stick, and any")
            words.append("later copy of the book. If it is weak, change it.")
        if self.key_file and self.needed:
            made = "The lost key file opens nothing that is made later. Delete its other copy."
            words.append(
                made if new_key_file else "! Your login still needs the key file that was lost: make a new one."
            )
        return " ".join(words)


def is_weak(one: Login) -> bool:
    """Whether guesses at its passphrase cost a thief too little; nobody guesses a recovery code."""
    return not one.is_recovery and one.kdf.memory_kib < WEAKEST_MEMORY_KIB


def about_login(one: Login, since: str) -> Iterator[str]:
    """What there is to know of a way into the shop. since: a day, '' where it is not known."""
    if one.is_recovery:
        yield "The code on the recovery sheet opens the shop when a passphrase is forgotten. Nobody can guess it."
    elif one.role is None:
        yield "A login that this book does not know."
    else:
        yield f"{one.role.name.capitalize()}: {roles.IN_WORDS[one.role]}"
        yield "Needs a key file beside the passphrase." if one.key_file else "The passphrase alone is enough."
        cost = f"{one.kdf.memory_kib // 1024:,} MB of memory"
        if is_weak(one):
            yield f"! Each guess at the passphrase costs a thief only {cost}, so that many can be tried in little time."
            yield "`shopcrm passphrase --kdf-memory 256` makes guessing slow."
        else:
            yield f"Each guess at the passphrase costs a thief {cost} and time: trying many takes too long."
    if since:
        yield f"As it is since {since}."


def deeds_of(one: Login, staff: Staff) -> list[tuple[str, str]]:
    """What is offered to who is working, as words and action."""
    if one.staff == staff.id:
        return [("Change my passphrase", "passphrase"), ("Key file", "key_file")]
    if staff.role is not Role.OWNER:
        return []
    return [("Practise recovery", "practise"), ("New sheet", "sheet")] if one.is_recovery else [("Staff", "staff")]


def left_to_do(done: str, places: Iterable[ToReplace], replaced: int) -> Content:
    """How things stand after a change of key, and what still opens as before. replaced: books kept since a restore."""
    rows = [block(done), plain("")] if done else []
    kept = f"Books that restores replaced, kept on this computer for 30 days, open as they did: {replaced:,}."
    return lines(*rows, *_left(list(places)), *([block(kept)] if replaced else []))


def _left(found: list[ToReplace]) -> Iterator[Content]:
    if not found:
        yield plain("No backup that is known here is from before the change.")
        return
    yield block(
        "What remains: these backups are from before, and open as they did. Make a new one in each place, then delete"
        " the older ones there: Keys has “Delete older backups” until that is done."
    )
    for place in found:
        yield line(f"· {called(place)}: ", (count_words(place), "bold"), (f"  {place.folder}", "$quiet"))


def called(place: ToReplace) -> str:
    """What a place is called."""
    return "This computer" if place.own else place.name


def count_words(place: ToReplace) -> str:
    """``2 backups``, or that the place is not here."""
    if not place.here:
        return "not plugged in now"
    return "1 backup" if len(place.files) == 1 else f"{len(place.files):,} backups"


def to_delete(place: ToReplace, moment: Callable[[Path], str]) -> str:
    """Which backups of a place would be deleted, and which one stays. moment: when a backup was made, in words."""
    assert place.fresh is not None
    days = [moment(file) for file in place.files]
    more = f" and {len(days) - _MOST_DAYS:,} older ones" if len(days) > _MOST_DAYS else ""
    return (
        f"{called(place)} ({place.folder})\n\n"
        f"To be deleted, made before the key was changed: {'; '.join(days[:_MOST_DAYS])}{more}.\n\n"
        f"Kept: the backup of {moment(place.fresh)}, which is read and proven first. This cannot be taken back. What is"
        " deleted from a stick can sometimes be brought back by an expert."
    )
