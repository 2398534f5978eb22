"""How a person wants the next draft: the same decision in other words."""

from agent.domain.draft import Surface
from agent.domain.shop import Tone
from agent.drafting.brief import Brief

_SHORT = {Surface.IM: 120, Surface.PUBLIC_REVIEW: 300}
_TONES = {"formal": Tone.FORMAL, "warmer": Tone.WARM}

WISHES = ("shorter", *_TONES)


def wished(brief: Brief, wish: str) -> Brief:
    """Return the brief as the wish changes it; a word that is no wish changes nothing."""
    if wish == "shorter":
        return brief.model_copy(update={"max_chars": _SHORT[brief.surface]})
    return brief.model_copy(update={"tone": _TONES.get(wish, brief.tone)})
