"""This machine's preferences: theme, and where backups went. Never a customer's data; a damaged file is ignored."""

import json
import os
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from shopcrm import places

THEMES = ("dark", "light", "contrast")
MOST_PLACES = 12
_LARGEST_FILE = 64 * 1024


@dataclass(frozen=True, slots=True)
class BackupPlace:
    """A folder that a backup went to, and when the last one did. shop: the vault id of whose, as hexadecimal digits."""

    folder: Path
    used_on: date
    shop: str


@dataclass(frozen=True, slots=True)
class Settings:
    """The preferences of whoever uses this machine. Backup places: the latest used first."""

    theme: str = THEMES[0]
    backup_places: tuple[BackupPlace, ...] = ()

    def with_theme(self, theme: str) -> "Settings":
        """The same with another theme, one of `THEMES`."""
        return replace(self, theme=theme)

    def with_backup(self, folder: Path, on: date, shop: str) -> "Settings":
        """The same once a backup of the shop with that vault id went to `folder` on that day."""
        others = (place for place in self.backup_places if (place.folder, place.shop) != (folder, shop))
        return replace(self, backup_places=(BackupPlace(folder, on, shop), *others)[:MOST_PLACES])

    def places_of(self, shop: str) -> tuple[Path, ...]:
        """The folders that backups of the shop with that vault id went to, the latest first."""
        return tuple(place.folder for place in self.backup_places if place.shop == shop)


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
    return Settings(theme if theme in THEMES else THEMES[0], tuple(found[:MOST_PLACES]))


def save(settings: Settings, path: Path | None = None) -> None:
    """Keep the preferences, readable by their owner only; written aside, then put in place. Raises OSError."""
    target = path or places.settings_file()
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = target.with_name(f"{target.name}.{os.getpid()}.part")
    kept = {
        "theme": settings.theme,
        "backup_places": [
            {"folder": str(place.folder), "used_on": place.used_on.isoformat(), "shop": place.shop}
            for place in settings.backup_places
        ],
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
        return BackupPlace(Path(entry["folder"]), date.fromisoformat(entry["used_on"]), str(entry["shop"]))
    except (TypeError, KeyError, ValueError):
        return None
