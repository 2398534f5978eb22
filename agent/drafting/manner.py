"""Which of the two manners of speaking the tone asks for."""

from agent.domain.shop import Tone
from agent.drafting.voice import Voice


def manner(voice: Voice) -> str:
    """Return "warm" or "formal"."""
    return "warm" if voice.tone is Tone.WARM else "formal"


def suffix(voice: Voice) -> str:
    """Return the ending of the slots that have a formal manner of their own."""
    return "" if manner(voice) == "warm" else "_formal"
