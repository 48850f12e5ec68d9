"""The recovery sheet: the one paper that opens the book when the passphrase is forgotten."""

from datetime import datetime
from zoneinfo import ZoneInfo

from shopcrm.papers.in_words import long_day
from shopcrm.papers.kit import BODY, LEFT, RIGHT, SMALL, TINT, Letterhead, Paper, Sheet
from shopcrm.papers.typesetting import MONO, Style

CODE = Style(MONO, 21, 31)
_QR_SIDE = 118.0

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
    _code(sheet, code)
    made_on = long_day(made_at.astimezone(ZoneInfo(zone)).date())
    sheet.facts([("Shop", shop), ("Owner", owner), ("Vault", vault_id), ("Made on", made_on)], label_width=80)
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


def _code(sheet: Sheet, code: str) -> None:
    import segno

    groups = code.split("-")
    height = _QR_SIDE + 28
    top = sheet.y
    sheet.band(top - height, height, TINT)
    for at in range(0, len(groups), 2):
        line = "-".join(groups[at : at + 2]) + ("-" if at + 2 < len(groups) else "")
        sheet.draw(LEFT + 18, top - 40 - at // 2 * CODE.leading, line, CODE)
    sheet.draw(LEFT + 18, top - height + 16, "0 is always a zero, 1 always a one; there is no I, L, O or U.", SMALL)
    matrix = segno.make_qr(code, error="q").matrix
    sheet.band(top - height + 8, height - 16, 0xFFFFFF, RIGHT - _QR_SIDE - 22, RIGHT - 8)
    sheet.squares(RIGHT - _QR_SIDE - 15, top - 14, _QR_SIDE, matrix)
    sheet.space(height + BODY.leading)
