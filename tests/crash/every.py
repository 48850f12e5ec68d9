"""Every campaign, in the order of the table."""

from tests.crash.drills import DRILLS
from tests.crash.forging import FORGERIES
from tests.crash.kills import KILLS
from tests.crash.power import POWER
from tests.crash.refusals import REFUSALS
from tests.crash.rot import ROT

CAMPAIGNS = (*KILLS, *POWER, *REFUSALS, *ROT, *FORGERIES, *DRILLS)
