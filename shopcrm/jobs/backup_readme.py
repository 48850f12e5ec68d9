"""The page that lies beside backups: it tells who finds a stick nothing, and its owner everything."""

import contextlib
from pathlib import Path

from shopcrm.vault import files

NAME = "READ ME - locked backups.txt"

TEXT = """\
READ ME - locked backups

IF YOU FOUND THIS
The files here are locked. Without a passphrase nobody can read what is in
them, or whose they are; they are of no use to anybody else. Please hand this
in where you found it. Thank you.

IF IT IS YOURS: how to get your shop back on another computer
1. Install shopcrm there (Python 3.11 or newer):   pip install shopcrm
2. Plug this in, type   shopcrm   and choose "I have a backup".
   Or type:   shopcrm restore FILE --into FOLDER
   FILE is one of the files here that end in .scb; the newest has the latest
   date in its name (the time is UTC). FOLDER is a new, empty folder.
3. Type the passphrase that the shop had on that day, or the recovery code on
   your recovery sheet. If you used a key file, have one of its copies at hand.
4. The owner's passphrase and the recovery code open the restored shop. Add the
   others who work there again, under Staff.

To see whether a file is whole, and change nothing:   shopcrm verify FILE

Leave the files as they are named. The small file that ends in .sct belongs to
them: it says, locked as well, what must be left out of an old backup when it
is put back.
"""


def put(folder: Path) -> None:
    """Put the page beside the backups, where it is not there as it should be; a backup is as good without it."""
    page, content = folder / NAME, TEXT.replace("\n", "\r\n").encode("ascii")
    with contextlib.suppress(OSError):
        if not page.exists() or page.read_bytes() != content:
            files.write_whole(page, content)
