"""What two records of one person said about being contacted: of two answers the stricter holds."""

from shopcrm.shop import consent
from shopcrm.shop.consent import Answer
from shopcrm.vault.tx import Tx

_STRICTNESS = {"grant": 0, "soft_opt_in": 1, "not_now": 2, "withdraw": 3, "object": 4}
_METHOD = "merge"
_EVIDENCE = "the stricter answer of two records of one person"


def keep_stricter(tx: Tx, keep: int, before: tuple[Answer, ...]) -> None:
    """Enter the stricter answer again wherever the order of both ledgers would let a milder one stand.

    before: what each record said by itself. A purpose and channel of which only one ever spoke keeps that answer.
    """
    strictest: dict[tuple[consent.Purpose, consent.Channel], Answer] = {}
    for said in before:
        held = strictest.get((said.purpose, said.channel))
        if held is None or _STRICTNESS[said.answer] > _STRICTNESS[held.answer]:
            strictest[said.purpose, said.channel] = said
    standing = {(one.purpose, one.channel): one for one in consent.current(tx, keep)}
    for about, said in strictest.items():
        if _STRICTNESS[standing[about].answer] < _STRICTNESS[said.answer]:
            repeat(tx, keep, said.id, _EVIDENCE)
    consent.keep_suppressed(tx, keep)


def repeat(tx: Tx, customer: int, event: int, evidence: str) -> None:
    """Enter an answer of the ledger once more for a customer, after everything that she said."""
    consent.repeat(tx, customer, event, _METHOD, evidence)
