"""Files that survive a power cut: written beside, flushed, renamed, the folder flushed; private."""

import os
from pathlib import Path
from typing import BinaryIO

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


def write_whole(path: Path, content: bytes) -> None:
    """Replace a file's content so that after a crash it is either the old or the new, never a mixture."""
    part = path.with_name(path.name + ".part")
    with open_private(part) as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    os.replace(part, path)
    sync_folder(path.parent)


def open_private(path: Path) -> BinaryIO:
    """Open a new or emptied file for reading and writing that only its owner may see."""
    return os.fdopen(
        os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), PRIVATE_FILE), "w+b"
    )


def sync_folder(folder: Path) -> None:
    """Flush a folder's list of names; Windows does so by itself and offers no call for it."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_file(path: Path) -> None:
    """Flush what was written to a file by any handle."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def rename(source: Path, target: Path) -> None:
    """Rename a file, replacing the target, and flush the folder."""
    os.replace(source, target)
    sync_folder(target.parent)


def make_private_folder(folder: Path) -> None:
    """Make a folder (and its parents) that only its owner may enter."""
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
