"""Simulated buyers for a clerk to practise on; nothing here sends or stores."""

from agent.practice.exercise import Exercise, Turn
from agent.practice.tutor import Said, Tutor

__all__ = ["Exercise", "Said", "Turn", "Tutor"]
