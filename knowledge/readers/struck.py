"""Text that its author struck through: no longer said, so it is left out, and the report says so."""

from collections.abc import Sequence

_SHOWN = 20


def struck_note(struck: Sequence[str]) -> list[str]:
    """Return one note that names the first of the struck texts; nothing where there are none."""
    said = [" ".join(text.split()) for text in struck if text.strip()]
    if not said:
        return []
    return [
        f"{len(said)} struck-through text(s) left out ({said[0][:_SHOWN]}…); undo the strike-through to have them read"
    ]
