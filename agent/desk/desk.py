"""The desk: everything the product can do with a case, one method each.

What holds here: nothing enters the outbox without an approval row in the same transaction; every act names the draft
version that the person saw, and a version that is no longer current is refused with who changed it; guards, authority
and what the draft rests on are checked again at the moment of approval.
"""

from agent.desk.by_hand import ByHand
from agent.desk.custody import Custody
from agent.desk.decisions import Decisions
from agent.desk.holding import Holding
from agent.desk.overview import Overview


class Desk(Decisions, Custody, Overview, ByHand, Holding):
    """The use cases: what comes in (`Intake`), what is decided, who has it in hand, what is seen."""
