"""What the cases tell the shop."""

from agent.insights.insights import Insights

__all__ = ["Insights"]
