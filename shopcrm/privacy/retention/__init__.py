"""Retention: which records are not needed any more. Proposed, confirmed by a person, done in one transaction."""

from shopcrm.privacy.retention.deciding import (
    MOST_AT_ONCE,
    confirm,
    decisions,
    decline,
    kept,
    last_looked,
    proposals,
    propose_again,
    records,
    rules,
    set_rule,
    waiting,
)
from shopcrm.privacy.retention.records import BY_LAW, KINDS, Decision, Due, Kept, Kind, Proposal, Rule

__all__ = [
    "BY_LAW",
    "KINDS",
    "MOST_AT_ONCE",
    "Decision",
    "Due",
    "Kept",
    "Kind",
    "Proposal",
    "Rule",
    "confirm",
    "decisions",
    "decline",
    "kept",
    "last_looked",
    "proposals",
    "propose_again",
    "records",
    "rules",
    "set_rule",
    "waiting",
]
