"""The training sentences: one YAML file a kind, `offending` and `innocent` sentences, one a line.

`promise.yaml` has two more blocks, each a promise of its own sort: `freight` (the shop bears the shipping) and `blanket` (more
than any decision can give). In `drafts.yaml` the blocks `given` and `freight` promise too, and offend only where nothing was
decided; those of `told` stand in drafts that give nothing and are innocent of every kind. `replies.yaml` has whole sentences of
long replies, `innocent` ones and a block for each kind.
Kinds outside this list (personal data, lengths, numbers) are exact and need no training.
"""

from dataclasses import dataclass
from importlib.resources import files

import yaml

KINDS = (
    "tone", "threat", "blame", "promise", "rating_bribe", "off_platform", "medical_claim", "superlative", "promotion", "injection",
)  # fmt: skip
SORTS = ("freight", "blanket")
HEADS = (*KINDS, *SORTS)
PROMISES = frozenset({"promise", *SORTS})


@dataclass(frozen=True)
class Sentence:
    """One sentence and the heads it belongs to; `offends` where no decision could make it right, `ours` from a draft of ours.

    A sentence of ours may speak of what was decided, so that it says nothing of how innocent a promise sounds.
    """

    text: str
    heads: tuple[str, ...]
    offends: bool
    ours: bool


def sentences() -> list[Sentence]:
    """Return every sentence, in the order of the files; an unknown block is a ValueError."""
    found: list[Sentence] = []
    folder = files(__name__.rpartition(".")[0])
    for path in sorted(folder.iterdir(), key=lambda item: item.name):
        if not path.name.endswith(".yaml"):
            continue
        kind = path.name.removesuffix(".yaml")
        blocks: dict[str, str] = yaml.safe_load(path.read_text("utf-8"))
        for block, lines in blocks.items():
            heads, ours = _heads(kind, block), kind == "drafts" and block != "told"
            found += [
                Sentence(line.strip(), heads, bool(heads) and not ours, ours)
                for line in lines.splitlines()
                if line.strip()
            ]
    return found


def _heads(kind: str, block: str) -> tuple[str, ...]:
    if block == "innocent" or (block == "told" and kind == "drafts"):
        return ()
    if block == "offending" and kind in KINDS:
        return (kind,)
    if block in KINDS and kind == "replies":
        return (block,)
    if block == "given" and kind == "drafts":
        return ("promise",)
    if block in SORTS and kind in ("promise", "drafts", "replies"):
        return ("promise", block)
    raise ValueError(f"{kind}.yaml: unknown block {block!r}")
