"""The shop's key file on a stick that is plugged in. Apart from the rest, for the locked screen has to be fast."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from shopcrm.errors import CannotUnlock
from shopcrm.jobs import drives
from shopcrm.vault import header as headers
from shopcrm.vault import unlocking


def key_file_at_hand(shop: Path) -> Path | None:
    """The shop's key file on a stick that is plugged in, where a login needs one; no passphrase is needed to look."""
    try:
        header = headers.read(shop / headers.NAME)
    except CannotUnlock:
        return None
    if not any(slot.key_file for slot in header.slots):
        return None
    name = unlocking.key_file_name(header.vault)
    return next((file for one in drives.plugged_in() for file in _of_that_name(Path(one.folder), name)), None)


def _of_that_name(stick: Path, name: str) -> Iterator[Path]:
    """On the stick itself, and in its folders."""
    with contextlib.suppress(OSError):
        yield from (file for file in (stick / name, *stick.glob(f"*/{name}")) if file.is_file())
