"""Several files imported in one transaction: all of them, or none."""

import threading

from shopcrm.cli.progress import Step
from shopcrm.errors import CrmError
from shopcrm.jobs.importing import ImportReport, ImportRequest, apply
from shopcrm.plain_text import visible
from shopcrm.vault.registry import Role, write
from shopcrm.vault.tx import Note, Tx
from shopcrm.vault.vault import Vault


class _RehearsedError(CrmError):
    """Ends a rehearsal: the transaction rolls back and the reports come out."""

    def __init__(self, reports: list[ImportReport]) -> None:
        super().__init__("That was a rehearsal.")
        self.reports = reports


@write("imports.apply_many", role=Role.MANAGER)
def apply_many(tx: Tx, requests: list[ImportRequest], rehearsal: bool) -> list[ImportReport]:
    """Import files in their order; what the later ones find is what the earlier ones left."""
    reports = []
    for request in requests:
        try:
            reports.append(apply(tx, request))
        except CrmError as error:
            error.message = f"{visible(request.path)}: {error.message}"
            raise
    if rehearsal:
        raise _RehearsedError(reports)
    tx.noted = Note(detail={"imports": [report.import_id for report in reports]})
    return reports


def apply_all(vault: Vault, requests: list[ImportRequest], step: Step, cancel: threading.Event) -> list[ImportReport]:
    """Import several files, all or nothing; answers a report for each."""
    return vault.write(apply_many, requests, False, progress=step, cancel=cancel)


def rehearse_all(
    vault: Vault, requests: list[ImportRequest], step: Step, cancel: threading.Event
) -> list[ImportReport]:
    """What `apply_all` would do, exactly; nothing is changed."""
    try:
        return vault.write(apply_many, requests, True, progress=step, cancel=cancel)
    except _RehearsedError as over:
        return over.reports
