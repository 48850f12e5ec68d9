"""What the program worked out about a customer, for `shopcrm show`: the risk, what to expect, what she might like."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shopcrm.cli.document import plain
from shopcrm.workdays import short_day

if TYPE_CHECKING:
    from shopcrm.insight.at_risk import AtRisk
    from shopcrm.insight.scores import KeptScore
    from shopcrm.insight.suggestions import Suggestion
    from shopcrm.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Outlook:
    """A customer's outlook; None where nothing is known, or nothing to fear."""

    risk: "AtRisk | None"
    score: "KeptScore | None"
    suggested: "tuple[Suggestion, ...]"

    @property
    def document(self) -> dict[str, Any]:
        """For programs, each with its reason in words."""
        risk = self.risk
        return {
            "at_risk": None if risk is None else {**plain(risk), "why": risk.why, "made_from": risk.made_from},
            "forecast": plain(self.score),
            "suggestions": [{**plain(one), "lift": round(one.lift, 3), "why": one.why} for one in self.suggested],
        }

    @property
    def lines(self) -> Iterator[str]:
        """For people."""
        if self.risk is not None:
            yield f"At risk: {self.risk.why} ({self.risk.made_from})"
        if self.score is not None:
            made_on = short_day(self.score.made_on)
            yield f"Expected in the {self.score.weeks} weeks from {made_on}: {self.score.orders:.1f} orders"
        for one in self.suggested:
            yield f"May like: {one.name} ({one.why})"


def outlook_of(vault: "Vault", customer: int, *, erased: bool) -> Outlook:
    """Read what is known of a customer's outlook; of who was erased there is none."""
    if erased:
        return Outlook(None, None, ())
    from shopcrm.insight import at_risk, scores, suggestions

    return Outlook(
        vault.read(at_risk.of_customer, customer),
        vault.read(scores.of_customer, customer),
        vault.read(suggestions.for_customer, customer),
    )
