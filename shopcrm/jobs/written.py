"""Files that leave the book: written where the person said, then noted; never one without the other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from shopcrm.errors import CrmError
from shopcrm.papers.kit import Paper
from shopcrm.papers.save import save
from shopcrm.papers.typesetting import warning


@dataclass(frozen=True, slots=True)
class Written:
    """The paper that was written, how many pages, and what the person should know."""

    file: Path
    pages: int
    warnings: tuple[str, ...]


def write_paper(
    paper: Paper, name: str, folder: Path, note: Callable[[str], object], warnings: tuple[str, ...] = ()
) -> Written:
    """Save a paper into `folder` as a new file that only its owner may read, and call `note` with the name used.

    warnings: what the person should know besides what cannot be set. Raises Refused or NoSpace, and what `note` raises;
    nothing is left behind then.
    """
    (path,) = write_noted({name: paper.pdf}, folder, lambda names: note(names[0]))
    told = warning(paper.unsettable)
    return Written(path, paper.pages, (*warnings, told) if told else warnings)


def write_noted(
    contents: Mapping[str, bytes], folder: Path, note: Callable[[tuple[str, ...]], object]
) -> tuple[Path, ...]:
    """Save each content under its name and call `note` with the names used; where anything fails, no file remains."""
    paths: list[Path] = []
    try:
        for name, content in contents.items():
            paths.append(save(content, folder, name))
        note(tuple(path.name for path in paths))
    except CrmError:
        for path in paths:
            path.unlink(missing_ok=True)
        raise
    return tuple(paths)
