"""A disk that can lose its current: what a recording wrote, what of it was flushed, and what a cut may leave of it.

Until a file is flushed, any 512 bytes of what was written to it may be there or not; until a folder is flushed, so may
each name that was made, changed or taken away in it.
"""

import os
import random
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
TRACED = "openat,close,pwrite64,write,lseek,fsync,fdatasync,ftruncate,unlink,rename,mkdir,rmdir"
_CALL = re.compile(r"^(\d+) +(\w+)\((.*)\) += (-?\d+)")
_BEGUN = re.compile(r"^(\d+) +(\w+)\((.*) <unfinished \.\.\.>$")
_ENDED = re.compile(r"^(\d+) +<\.\.\. (\w+) resumed>(.*)\) += (-?\d+)")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass(frozen=True, slots=True)
class Call:
    """One recorded system call that succeeded. texts: its strings; numbers: its arguments as written."""

    name: str
    texts: tuple[bytes, ...]
    numbers: tuple[str, ...]
    answer: int


def calls(recording: Path) -> Iterator[Call]:
    """The recorded calls in the order in which they ended."""
    begun: dict[tuple[str, str], str] = {}
    with recording.open(encoding="ascii") as lines:
        for line in lines:
            if whole := _CALL.match(line):
                _, name, arguments, answer = whole.groups()
            elif started := _BEGUN.match(line):
                begun[started[1], started[2]] = started[3]
                continue
            elif ended := _ENDED.match(line):
                name, answer = ended[2], ended[4]
                arguments = begun.pop((ended[1], name)) + ended[3]
            else:
                continue
            if int(answer) >= 0:
                texts = tuple(bytes.fromhex(text.replace("\\x", "")) for text in _TEXT.findall(arguments))
                yield Call(name, texts, tuple(re.split(r",\s*", _TEXT.sub("", arguments))), int(answer))


@dataclass(eq=False, slots=True)
class File:
    """A file's content: what is surely on the disk, and what was written since: (offset, bytes), or (size, None)."""

    flushed: bytes = b""
    since: list[tuple[int, bytes | None]] = field(default_factory=list)

    def flush(self) -> None:
        """Everything is on the disk now."""
        self.flushed = self.after("all", random.Random(0))
        self.since.clear()

    def after(self, mode: str, chance: random.Random) -> bytes:
        """What a cut leaves. mode: all, none, prefix or any of what was not flushed."""
        content = bytearray(self.flushed)
        whole = {"all": len(self.since), "none": 0, "any": 0}.get(mode, chance.randint(0, len(self.since)))
        for at, (offset, written) in enumerate(self.since):
            if mode == "any":
                _put(content, offset, written, [chance.random() < 0.5 for _ in _sectors(offset, written)])
            elif at < whole:
                _put(content, offset, written, None)
            elif at == whole and mode == "prefix":
                _put(content, offset, written, [chance.random() < 0.5 for _ in _sectors(offset, written)])
        return bytes(content)


def _sectors(offset: int, written: bytes | None) -> range:
    last = offset + len(written) if written is not None else offset
    return range(offset // SECTOR, max((last - 1) // SECTOR, offset // SECTOR) + 1)


def _put(content: bytearray, offset: int, written: bytes | None, which: list[bool] | None) -> None:
    """Write, in whole or some sectors; a file grows by what is written and shrinks only where it was cut."""
    if written is None:
        if which is None or which[0]:
            del content[offset:]
            content.extend(bytes(offset - len(content)))
        return
    for number, sector in enumerate(_sectors(offset, written)):
        if which is None or which[number]:
            start, end = max(sector * SECTOR, offset), min((sector + 1) * SECTOR, offset + len(written))
            content.extend(bytes(max(end - len(content), 0)))
            content[start:end] = written[start - offset : end - offset]


@dataclass(frozen=True, slots=True)
class Naming:
    """A change to a folder's names: file None takes the name away; a folder is a file of its own kind."""

    path: str
    file: File | None
    source: str = ""


FOLDER = File()
"""Stands for every folder."""


class Disk:
    """Replays calls below a root; everything that is there at the beginning is on the disk."""

    def __init__(self, root: Path, files: dict[str, bytes], folders: list[str]) -> None:
        self._root = f"{root}{os.sep}"
        self._names = {path: File(content) for path, content in files.items()} | dict.fromkeys(folders, FOLDER)
        self._flushed = dict(self._names)
        self._since: list[Naming] = []
        self._open: dict[int, tuple[str, File]] = {}
        self._at: dict[int, int] = {}

    def replay(self, call: Call) -> bool:
        """Do what the call did; answers whether it changed or flushed anything."""
        act = getattr(self, f"_{call.name}", None)
        return bool(act and act(call))

    def cut(self, place: Path, chance: random.Random) -> str:
        """Write what is left after the current went into a folder that stands for the root; answers how it was cut."""
        naming, writing = (
            chance.choice(("all", "none", "prefix", "any")),
            chance.choice(("all", "none", "prefix", "any")),
        )
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        names = self._names_after(naming, chance)
        for path in sorted(names):
            target = place / path.removeprefix(self._root)
            if not target.parent.is_dir():
                continue
            if names[path] is FOLDER:
                target.mkdir(mode=0o700)
            else:
                target.write_bytes(names[path].after(writing, chance))
        return f"names: {naming}, writes: {writing}"

    def _names_after(self, mode: str, chance: random.Random) -> dict[str, File]:
        names, until = dict(self._flushed), chance.randint(0, len(self._since))
        for at, naming in enumerate(self._since):
            if mode == "all" or (mode == "prefix" and at < until) or (mode == "any" and chance.random() < 0.5):
                _name(names, naming)
        return names

    def _openat(self, call: Call) -> bool:
        path = os.path.normpath(os.fsdecode(call.texts[0]))
        if not path.startswith(self._root) or path.endswith("-shm"):
            self._open.pop(call.answer, None)
            return False
        flags, made = next(word for word in call.numbers if "O_" in word), path not in self._names
        if made:
            self._rename_to(path, File())
        file = self._names[path]
        self._open[call.answer], self._at[call.answer] = (path, file), 0
        if "O_TRUNC" in flags and not made:
            file.since.append((0, None))
        return made or "O_TRUNC" in flags

    def _close(self, call: Call) -> bool:
        self._open.pop(int(call.numbers[0]), None)
        return False

    def _lseek(self, call: Call) -> bool:
        self._at[int(call.numbers[0])] = call.answer
        return False

    def _write(self, call: Call) -> bool:
        descriptor = int(call.numbers[0])
        if descriptor not in self._open:
            return False
        self._open[descriptor][1].since.append((self._at[descriptor], call.texts[0][: call.answer]))
        self._at[descriptor] += call.answer
        return True

    def _pwrite64(self, call: Call) -> bool:
        found = self._open.get(int(call.numbers[0]))
        if found is not None:
            found[1].since.append((int(call.numbers[3]), call.texts[0][: call.answer]))
        return found is not None

    def _ftruncate(self, call: Call) -> bool:
        found = self._open.get(int(call.numbers[0]))
        if found is not None:
            found[1].since.append((int(call.numbers[1]), None))
        return found is not None

    def _fsync(self, call: Call) -> bool:
        path, file = self._open.get(int(call.numbers[0]), ("", None))
        if file is FOLDER:
            here = [naming for naming in self._since if path in (os.path.dirname(naming.path), _parent(naming.source))]
            for naming in here:
                _name(self._flushed, naming)
                self._since.remove(naming)
        elif file is not None:
            file.flush()
        return file is not None

    _fdatasync = _fsync

    def _unlink(self, call: Call) -> bool:
        path = os.path.normpath(os.fsdecode(call.texts[0]))
        if path not in self._names:
            return False
        self._rename_to(path, None)
        return True

    _rmdir = _unlink

    def _mkdir(self, call: Call) -> bool:
        path = os.path.normpath(os.fsdecode(call.texts[0]))
        if not path.startswith(self._root):
            return False
        self._rename_to(path, FOLDER)
        return True

    def _rename(self, call: Call) -> bool:
        source, target = (os.path.normpath(os.fsdecode(text)) for text in call.texts)
        if source not in self._names:
            return False
        self._rename_to(target, self._names[source], source)
        return True

    def _rename_to(self, path: str, file: File | None, source: str = "") -> None:
        naming = Naming(path, file, source)
        _name(self._names, naming)
        self._since.append(naming)


def _parent(path: str) -> str:
    return os.path.dirname(path) if path else ""


def _name(names: dict[str, File], naming: Naming) -> None:
    names.pop(naming.source, None)
    if naming.file is None:
        names.pop(naming.path, None)
    else:
        names[naming.path] = naming.file
