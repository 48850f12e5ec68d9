"""Imports: a file is rehearsed, applied whole or not at all, and can be taken back."""

from shopcrm.jobs.importing.applying import apply, preview, rehearse
from shopcrm.jobs.importing.remembered import as_before
from shopcrm.jobs.importing.report import ImportReport, ImportRequest, Preview, UndoReport
from shopcrm.jobs.importing.taking_back import PastImport, past_imports, undo

__all__ = [
    "ImportReport",
    "ImportRequest",
    "PastImport",
    "Preview",
    "UndoReport",
    "apply",
    "as_before",
    "past_imports",
    "preview",
    "rehearse",
    "undo",
]
