"""The use cases: what can be done with a case, and the rules that hold while it is done."""

from agent.desk.desk import Desk
from agent.desk.views import CaseDetail, DeadLetters, QueuePage

__all__ = ["CaseDetail", "DeadLetters", "Desk", "QueuePage"]
