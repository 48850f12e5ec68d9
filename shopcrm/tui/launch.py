"""How the application is started."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from shopcrm.tui.sections import PAGES, SECTIONS, Section, load

if TYPE_CHECKING:
    from shopcrm.vault.keyring import Kdf
    from shopcrm.vault.vault import Vault


_ARENA_MAX = -8
"""M_ARENA_MAX in malloc.h."""
NEEDED_AT_ONCE = ("shopcrm.vault.vault", "shopcrm.shop.profile", "shopcrm.tui.kept_draft", "argon2.low_level")
"""What opening a shop loads besides its first section; the unlock screen is painted before."""


def load_ahead(sections: tuple[Section, ...]) -> None:
    """Load what an opening needs: called on a thread, while the passphrase is typed."""
    for module in NEEDED_AT_ONCE:
        import_module(module)
    load(sections[0].screen)


def share_one_heap() -> None:
    """Have the threads that begin from now on share the heap there is, where the C library is GNU's.

    It would give each one of its own, which keeps what it once held: 7 MB of 87 in the large shop.
    """
    import ctypes

    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        mallopt(_ARENA_MAX, 1)


@dataclass(frozen=True, slots=True)
class Launch:
    """How the application is started.

    clock: None is the machine's. secret: a passphrase that was given at the start; book: a shop that is open
    already; where there is neither, the unlock screen asks. idle_seconds: until it locks; None takes the
    shop's own. theme: None takes the one kept on this machine. kdf: what a new shop's
    passphrase costs to guess; None takes the default.
    """

    folder: Path
    clock: Callable[[], datetime] | None = None
    staff: str | None = None
    key_file: Path | None = None
    theme: str | None = None
    idle_seconds: float | None = None
    book: "Vault | None" = None
    sections: tuple[Section, ...] = SECTIONS
    pages: dict[str, str] = field(default_factory=lambda: dict(PAGES))
    secret: str | None = None
    settings_file: Path | None = None
    kdf: "Kdf | None" = None
