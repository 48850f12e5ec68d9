"""Files that leave the book: written where the person said, then noted; never one without the other."""

from collections.abc import Callable, Mapping
from pathlib import Path

from shopcrm.errors import CrmError
from shopcrm.papers.save import save


def write_noted(
    contents: Mapping[str, bytes], folder: Path, note: Callable[[tuple[str, ...]], None]
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
