"""The breach register: every breach, the 72 hours, what was decided and why, what was done (UK GDPR Arts 33, 34)."""

from shopcrm.privacy.registers.breaches.log import take_back
from shopcrm.privacy.registers.breaches.reading import card, draft_of, listed
from shopcrm.privacy.registers.breaches.records import (
    NATURES,
    RISKS,
    Breach,
    BreachClock,
    BreachDraft,
    BreachEvent,
    Decision,
    Nature,
    Risk,
)
from shopcrm.privacy.registers.breaches.writing import (
    change,
    close,
    decide_report,
    decide_tell,
    log,
    note,
    reopen,
    report,
    tell,
)

__all__ = [
    "NATURES",
    "RISKS",
    "Breach",
    "BreachClock",
    "BreachDraft",
    "BreachEvent",
    "Decision",
    "Nature",
    "Risk",
    "card",
    "change",
    "close",
    "decide_report",
    "decide_tell",
    "draft_of",
    "listed",
    "log",
    "note",
    "reopen",
    "report",
    "take_back",
    "tell",
]
