"""This machine's preferences: theme, and where backups went. Never a customer's data; a damaged file is ignored."""

import json
import os
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from shopcrm import places

THEMES = ("dark", "light", "contrast")
MOST_PLACES = 12
STICK_DAYS = 7
MOST_STICK_DAYS = 90
_LARGEST_FILE = 64 * 1024


@dataclass(frozen=True, slots=True)
class BackupPlace:
    """A folder that a backup went to, and when the last one did. shop: the vault id of whose, as hexadecimal digits.

    name: what the person calls it. mark: by which a stick is known again, '' for a folder that stays; below: where on
    the stick the folder is.
    """

    folder: Path
    used_on: date
    shop: str
    name: str = ""
    mark: str = ""
    below: str = ""

    def is_same(self, other: "BackupPlace") -> bool:
        """Whether both are one place: the same stick, wherever it is plugged in, or the same folder."""
        if self.shop != other.shop or self.mark != other.mark:
            return False
        return self.below == other.below if self.mark else self.folder == other.folder


@dataclass(frozen=True, slots=True)
class Settings:
    """The preferences of whoever uses this machine. Backup places: the latest used first.

    stick_days: how old the copy on each stick may grow. backup_on_stick, backup_at_closing: whether a backup is made by
    itself when a known stick appears, and at closing time.
    """

    theme: str = THEMES[0]
    backup_places: tuple[BackupPlace, ...] = ()
    stick_days: int = STICK_DAYS
    backup_on_stick: bool = True
    backup_at_closing: bool = True

    def with_theme(self, theme: str) -> "Settings":
        """The same with another theme, one of `THEMES`."""
        return replace(self, theme=theme)

    def with_backup(
        self, folder: Path, on: date, shop: str, *, name: str = "", mark: str = "", below: str = ""
    ) -> "Settings":
        """The same once a backup of the shop with that vault id went to `folder` on that day. A name given earlier
        stays.
        """
        used = BackupPlace(folder, on, shop, name, mark, below)
        known = next((place.name for place in self.backup_places if place.is_same(used)), "")
        return self._with_first(replace(used, name=known or name))

    def with_name(self, place: BackupPlace, name: str) -> "Settings":
        """The same with another name for a place."""
        named = (replace(one, name=name) if one.is_same(place) else one for one in self.backup_places)
        return replace(self, backup_places=tuple(named))

    def without(self, place: BackupPlace) -> "Settings":
        """The same once a place is forgotten; the backups there stay."""
        return replace(self, backup_places=tuple(one for one in self.backup_places if not one.is_same(place)))

    def with_automatic(self, stick_days: int, on_stick: bool, at_closing: bool) -> "Settings":
        """The same with other rules for backups that are made by themselves. stick_days: 1 to 90."""
        return replace(self, stick_days=stick_days, backup_on_stick=on_stick, backup_at_closing=at_closing)

    def kept_for(self, shop: str) -> tuple[BackupPlace, ...]:
        """Where backups of the shop with that vault id went, the latest first."""
        return tuple(place for place in self.backup_places if place.shop == shop)

    def places_of(self, shop: str) -> tuple[Path, ...]:
        """The folders that backups of the shop with that vault id went to, the latest first."""
        return tuple(place.folder for place in self.kept_for(shop))

    def _with_first(self, place: BackupPlace) -> "Settings":
        others = (one for one in self.backup_places if not one.is_same(place))
        return replace(self, backup_places=(place, *others)[:MOST_PLACES])


def load(path: Path | None = None) -> Settings:
    """The preferences kept on this machine. What is missing or damaged falls back to the defaults."""
    try:
        with (path or places.settings_file()).open("rb") as file:
            kept = json.loads(file.read(_LARGEST_FILE))
    except (OSError, ValueError, RecursionError):
        kept = {}
    if not isinstance(kept, dict):
        return Settings()
    theme = kept.get("theme")
    listed = kept.get("backup_places")
    found = [place for entry in (listed if isinstance(listed, list) else ()) if (place := _place(entry))]
    days, automatic = kept.get("stick_days"), [kept.get(name) for name in ("backup_on_stick", "backup_at_closing")]
    return Settings(
        theme if theme in THEMES else THEMES[0],
        tuple(found[:MOST_PLACES]),
        days if type(days) is int and 1 <= days <= MOST_STICK_DAYS else STICK_DAYS,
        *(chosen if isinstance(chosen, bool) else True for chosen in automatic),
    )


def save(settings: Settings, path: Path | None = None) -> None:
    """Keep the preferences, readable by their owner only; written aside, then put in place. Raises OSError."""
    target = path or places.settings_file()
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = target.with_name(f"{target.name}.{os.getpid()}.part")
    kept = {
        "theme": settings.theme,
        "backup_places": [
            asdict(place) | {"folder": str(place.folder), "used_on": place.used_on.isoformat()}
            for place in settings.backup_places
        ],
        "stick_days": settings.stick_days,
        "backup_on_stick": settings.backup_on_stick,
        "backup_at_closing": settings.backup_at_closing,
    }
    try:
        with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(kept, file, indent=2)
        os.replace(aside, target)
    finally:
        aside.unlink(missing_ok=True)


def _place(entry: Any) -> BackupPlace | None:
    """A place as it was kept; none where it is damaged, or does not say whose backups went there."""
    try:
        more = (str(entry.get(name, "")) for name in ("name", "mark", "below"))
        return BackupPlace(Path(entry["folder"]), date.fromisoformat(entry["used_on"]), str(entry["shop"]), *more)
    except (TypeError, KeyError, ValueError, AttributeError):
        return None
