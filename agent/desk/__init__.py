"""The use cases: what can be done with a case, and the rules that hold while it is done."""

from agent.desk.desk import Desk
from agent.desk.views import CaseDetail, QueuePage

__all__ = ["CaseDetail", "Desk", "QueuePage"]
