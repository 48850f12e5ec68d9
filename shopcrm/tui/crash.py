"""What a crash shows: where, and nothing that anybody typed."""

import traceback
from pathlib import Path
from types import TracebackType

_PROGRAM = Path(__file__).parent.parent


def crash_words(kind: str, trace: TracebackType | None) -> str:
    """The whole of what a crash shows: the kind of fault and the lines of this program that led to it."""
    places = [
        f"  {Path(frame.filename).relative_to(_PROGRAM)}:{frame.lineno}"
        for frame in traceback.extract_tb(trace)
        if Path(frame.filename).is_relative_to(_PROGRAM)
    ]
    return "\n".join(
        [
            "shopcrm has stopped: there is a fault in the program.",
            "What you had saved is safe. Start it again.",
            "If it stops again, report these lines:",
            kind,
            *places[-5:],
        ]
    )
