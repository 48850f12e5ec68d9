"""The recovery sheet: the one paper that opens the book when the passphrase is forgotten."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from shopcrm.papers.in_words import long_day
from shopcrm.papers.kit import BODY, LEFT, QUIET_BODY, RIGHT, SMALL, TINT, Letterhead, Paper, Sheet
from shopcrm.papers.typesetting import MONO, Style, wrap

CODE = Style(MONO, 20, 28)
_QR_SIDE = 104.0

WHEN = (
    "You have forgotten your passphrase.",
    "The laptop is lost or broken, and you have a backup on a stick.",
)
STEPS = (
    "Install shopcrm on any computer, and open your shop's folder there, or restore your newest backup.",
    "Where it asks for the passphrase, type the code above, with or without the dashes, in capitals or not. "
    "If you mistype it, the program says in which group.",
    "Choose a new passphrase, and make a backup.",
)
KEEP = (
    "Keep this sheet on paper, apart from the laptop and apart from the backups: with the shop's deeds, in a safe, or "
    "with somebody you would trust with the shop. A second copy in another place is wise.",
    "Do not photograph it, scan it, e-mail it or leave it on a computer. If it was saved as a file in order to print "
    "it, delete that file, and empty the bin. A printer may keep a copy of what it printed.",
)
FINDER = (
    "With this sheet alone: nothing. The code is not the book.",
    "With this sheet and the laptop, or a backup: read and change everything in the book, without your passphrase and "
    "without a key file. A new passphrase does not stop that.",
    "So if it is lost, or somebody has seen it, make a new one. The old code then no longer opens the book, but it "
    "still opens the backups that were made before: replace those too.",
)


def make(shop: str, owner: str, vault_id: str, code: str, made_at: datetime, zone: str) -> Paper:
    """The sheet as one page of A4: `code` in its groups and as a QR code, the vault it belongs to, and what to do.

    made_at: when the code was made, in UTC; printed as the date in `zone`.
    """
    sheet = Sheet(f"Recovery sheet: {shop}", Letterhead(shop), made_at, f"Recovery sheet · vault {vault_id}")
    sheet.title("Recovery sheet", "This code opens your customer book when the passphrase is forgotten.")
    made_on = long_day(made_at.astimezone(ZoneInfo(zone)).date())
    _code(sheet, code, [("Shop", shop), ("Owner", owner), ("Vault", vault_id), ("Made on", made_on)])
    for heading, texts, numbered in (
        ("When you need it", WHEN, False),
        ("What to do then", STEPS, True),
        ("Where to keep it", KEEP, False),
        ("What a finder can do", FINDER, False),
    ):
        sheet.subsection(heading)
        sheet.items(texts, numbered=numbered)
    sheet.paragraph(
        "There is no other way in. Without this code or the passphrase nobody can open the book, not even its makers."
    )
    return sheet.finish()


def _code(sheet: Sheet, code: str, facts: Sequence[tuple[str, str]]) -> None:
    """The code on one line, so that it is copied whole; below it the same as a square, and whose it is."""
    import segno

    top, beside = sheet.y, LEFT + _QR_SIDE + 54
    height = CODE.leading + _QR_SIDE + 52
    sheet.band(top - height, height, TINT)
    sheet.draw(LEFT + 18, top - 16 - CODE.size, code, CODE)
    square = top - CODE.leading - 30
    sheet.band(square - _QR_SIDE - 8, _QR_SIDE + 16, 0xFFFFFF, LEFT + 18, LEFT + 34 + _QR_SIDE)
    sheet.squares(LEFT + 26, square, _QR_SIDE, segno.make_qr(code, error="q").matrix)
    for at, (label, value) in enumerate(facts):
        baseline = square - BODY.size - at * (BODY.leading + 4)
        sheet.draw(beside, baseline, label, QUIET_BODY)
        sheet.draw(beside + 60, baseline, wrap(sheet.fit(value), BODY, RIGHT - beside - 78)[0], BODY)
    sheet.draw(beside, square - _QR_SIDE + 12, "0 is always a zero, 1 always a one: no I, L, O or U.", SMALL)
    sheet.draw(
        beside,
        square - _QR_SIDE,
        "The square holds the same code. Read it only with a device that keeps nothing.",
        SMALL,
    )
    sheet.space(height + BODY.leading)
