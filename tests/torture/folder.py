"""The torture folder: every format with its traps."""

from pathlib import Path

from tests.torture import dated, pages, sheets, texts, word
from tests.torture.planting import Planted


def write_folder(root: Path) -> Planted:
    """Write the folder under `root` and return what was planted in it."""
    planted = Planted(root)
    for part in (word, pages, sheets, texts, dated):
        part.plant(planted)
    return planted
