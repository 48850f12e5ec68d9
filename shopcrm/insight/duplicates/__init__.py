"""Who may be in the book twice: a scan of all records, with a score and its reasons. Nobody is merged without a person.

Read-only. `people` loads what is compared, `pairing` finds who is worth a look, `scoring` weighs the evidence.
"""

from shopcrm.insight.duplicates.records import Pair
from shopcrm.insight.duplicates.scanning import likely, newcomers, scan
from shopcrm.insight.duplicates.scoring import CERTAIN, LIKELY

__all__ = ["CERTAIN", "LIKELY", "Pair", "likely", "newcomers", "scan"]
