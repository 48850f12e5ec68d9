"""The right to erasure (UK GDPR Art 17): the plan, the deed, its certificate, and what keeps the erased so."""

from shopcrm.privacy.erasure.doing import certificate, erase
from shopcrm.privacy.erasure.noticing import erased_before
from shopcrm.privacy.erasure.planning import plan
from shopcrm.privacy.erasure.purging import (
    ErasedRow,
    KeptSale,
    Purged,
    due_for_purge,
    invoice_parties,
    kept_sales,
    listed,
    purge_due,
    waiting,
)
from shopcrm.privacy.erasure.records import Certificate, ErasureDraft, Line, Obstacle, Plan
from shopcrm.privacy.erasure.replaying import Replayed, replay

__all__ = [
    "Certificate",
    "ErasedRow",
    "ErasureDraft",
    "KeptSale",
    "Line",
    "Obstacle",
    "Plan",
    "Purged",
    "Replayed",
    "certificate",
    "due_for_purge",
    "erase",
    "erased_before",
    "invoice_parties",
    "kept_sales",
    "listed",
    "plan",
    "purge_due",
    "replay",
    "waiting",
]
