"""How a person wants the next draft: the same decision in other words."""

from agent.drafting.brief import Brief

WISHES = ("shorter", "formal", "warmer")


def wished(brief: Brief, wish: str) -> Brief:
    """Return the brief with the wish in it; a word that is no wish changes nothing."""
    return brief.model_copy(update={"wish": wish}) if wish in WISHES else brief
