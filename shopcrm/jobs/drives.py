"""Sticks and drives that can be taken away: found on Linux, macOS and Windows, named, and known again by a mark.

What the system says is gathered in one place; which of it is a drive for backups is worked out by plain functions.
"""

import contextlib
import os
import re
import secrets
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from typing import NamedTuple

from shopcrm.vault import files

MARK = ".shopcrm-stick"
"""A small file with a random number in it: by it a stick is known again, wherever it is plugged in. It names nobody."""

_MARK = re.compile(r"[0-9a-f]{32}")
_NEVER = {"squashfs", "iso9660", "udf", "cdfs", "tmpfs", "overlay", "proc", "sysfs", "autofs", "devfs"}
_LINUX_FOLDERS = ("/media/", "/run/media/", "/mnt/")
_DISK = re.compile(r"((?:nvme\d+n\d+|mmcblk\d+)(?=p\d+$|$)|[a-z]+(?=\d*$))")
_ESCAPED = re.compile(r"\\x([0-9a-f]{2})")


class Mounted(NamedTuple):
    """One mounted file system, as psutil names its parts."""

    device: str
    mountpoint: str
    fstype: str
    opts: str

    @property
    def options(self) -> set[str]:
        """How it is mounted: rw, ro, removable, ..."""
        return set(self.opts.split(","))


@dataclass(frozen=True, slots=True)
class Drive:
    """A drive that can be taken away. label: its own name, or its folder's. kind: the file system, in lower case."""

    folder: PurePath
    label: str
    kind: str = ""
    read_only: bool = False


@dataclass(frozen=True, slots=True)
class LinuxTold:
    """What Linux tells beside the mounts: disks (``sdb``) that can be taken out or hang on USB; labels by device."""

    outside: frozenset[str] = frozenset()
    labels: Mapping[str, str] = field(default_factory=dict)


def on_linux(mounts: Iterable[Mounted], told: LinuxTold) -> Iterator[Drive]:
    """What hangs on USB or can be taken out, and what the desktop mounted for somebody."""
    for one in mounts:
        name = _DISK.match(one.device.removeprefix("/dev/"))
        usual = one.mountpoint.startswith(_LINUX_FOLDERS)
        outside = name is not None and name[1] in told.outside
        if one.mountpoint in ("/", "/boot", "/boot/efi") or one.fstype.lower() in _NEVER or not (usual or outside):
            continue
        folder = PurePosixPath(one.mountpoint)
        yield Drive(folder, told.labels.get(one.device) or folder.name, one.fstype.lower(), "ro" in one.options)


def on_macos(mounts: Iterable[Mounted]) -> Iterator[Drive]:
    """What the Finder shows beside the computer's own disk; disk images of installers are read-only HFS or APFS."""
    for one in mounts:
        folder, kind = PurePosixPath(one.mountpoint), one.fstype.lower()
        if folder.parent != PurePosixPath("/Volumes") or kind in _NEVER or "nobrowse" in one.options:
            continue
        locked = "ro" in one.options
        if not (locked and kind in ("hfs", "apfs")):
            yield Drive(folder, folder.name, kind, locked)


def on_windows(mounts: Iterable[Mounted], labels: Mapping[str, str], system: str) -> Iterator[Drive]:
    """Sticks, and disks with a letter other than the system's. labels: by root (``E:\\``). system: its own root."""
    for one in mounts:
        root = one.mountpoint.upper()
        usable = "removable" in one.options or ("fixed" in one.options and root != system.upper())
        if usable and one.fstype and one.fstype.lower() not in _NEVER:
            label = labels.get(root) or f"Drive {root[:2]}"
            yield Drive(PureWindowsPath(one.mountpoint), label, one.fstype.lower(), "ro" in one.options)


def plugged_in() -> tuple[Drive, ...]:
    """The drives that are here now and may be looked into, by folder."""
    import psutil

    mounts = [Mounted(*part[:4]) for part in psutil.disk_partitions(all=sys.platform.startswith("linux"))]
    if sys.platform == "win32":
        found = on_windows(mounts, _windows_labels(mounts), os.environ.get("SYSTEMDRIVE", "C:") + "\\")
    elif sys.platform == "darwin":
        found = on_macos(mounts)
    else:
        found = on_linux(mounts, _linux_told())
    return tuple(sorted((one for one in found if os.access(one.folder, os.R_OK)), key=lambda one: one.folder))


def drive_of(folder: Path, drives: Iterable[Drive]) -> Drive | None:
    """The drive on which a folder lies; None for a disk that stays."""
    holding = [one for one in drives if folder.is_relative_to(one.folder)]
    return max(holding, key=lambda one: len(one.folder.parts), default=None)


def disk_of(place: Path) -> PurePath | int | None:
    """On which disk a file or folder lies, or would: the drive that can be taken away, else the file system's number.

    None where nothing of that path is there.
    """
    resolved = place.resolve()
    drive = drive_of(resolved, plugged_in())
    if drive is not None:
        return drive.folder
    with contextlib.suppress(OSError):
        return next(one for one in (resolved, *resolved.parents) if one.exists()).stat().st_dev
    return None


def mark_of(folder: PurePath) -> str:
    """The mark of a drive; '' where it bears none, or something else."""
    with contextlib.suppress(OSError, UnicodeDecodeError), (Path(folder) / MARK).open(encoding="ascii") as file:
        found = file.read(64).strip()
        return found if _MARK.fullmatch(found) else ""
    return ""


def put_mark(folder: PurePath) -> str:
    """The mark of a drive, which gets one where it has none; '' where nothing can be written there."""
    mark = mark_of(folder)
    if not mark:
        with contextlib.suppress(OSError):
            fresh = secrets.token_hex(16)
            files.write_whole(Path(folder) / MARK, fresh.encode("ascii") + b"\n")
            mark = mark_of(folder)
    return mark


def unescaped(name: str) -> str:
    """A label as Linux names its link: ``Blue\\x20stick`` is "Blue stick"."""
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), name)
    with contextlib.suppress(UnicodeError):
        return plain.encode("latin-1").decode("utf-8")
    return plain


def _linux_told() -> LinuxTold:
    disks = frozenset(disk.name for disk in _listed("/sys/block") if _is_outside(disk))
    labels = {
        os.path.realpath(link): unescaped(link.name)
        for link in _listed("/dev/disk/by-label")
    }  # fmt: skip
    return LinuxTold(disks, labels)


def _is_outside(disk: Path) -> bool:
    with contextlib.suppress(OSError):
        return (disk / "removable").read_text(encoding="ascii").strip() == "1" or "/usb" in os.path.realpath(disk)
    return False


def _listed(folder: str) -> list[Path]:
    with contextlib.suppress(OSError):
        return sorted(Path(folder).iterdir())
    return []


def _windows_labels(mounts: Iterable[Mounted]) -> dict[str, str]:
    import ctypes

    ask = getattr(ctypes, "windll").kernel32.GetVolumeInformationW  # noqa: B009
    found = {}
    for one in mounts:
        label = ctypes.create_unicode_buffer(261)
        if ask(one.mountpoint, label, 261, None, None, None, None, 0):
            found[one.mountpoint.upper()] = label.value
    return found
