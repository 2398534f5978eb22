"""The concrete fault the buyer named, so that a reply can name it back."""

import re
from collections.abc import Sequence

from agent.domain.reading import Language, Problem
from agent.domain.value import Value
from agent.drafting.bank import lexicon
from agent.drafting.wish import Reasons

_DENIED = re.compile(
    r"(没有?|沒有?|不会|不會|会不会|會不會|不是|无|無|别|是否|如果|要是|万一|萬一|怕|担心|擔心|\bno|\bnot|\bif|n't|without|worried about)\s*$",
    re.IGNORECASE,
)


class Detail(Value):
    """A fault in a clerk's words: `said` follows the goods' name, `named` is the fault itself, `seen` what a picture shows of it.

    `shows` is what a film shows of a fault that no photograph does; `end` is where it was found.
    """

    said: str
    named: str
    seen: str = ""
    shows: str = ""
    end: int = 0


class Details:
    """The list of faults in `templates/defects.yaml`, and the reasons for a change of mind."""

    def __init__(self) -> None:
        self.reasons = Reasons()
        self._faults = [
            (
                frozenset(Problem(name) for name in row["under"]),
                re.compile(row["match"], re.IGNORECASE),
                row,
            )
            for row in lexicon("defects")
        ]

    def seen(self, texts: Sequence[str], problem: Problem, language: Language) -> str:
        """Return what a picture shows of the fault: of several in one text the last, which is what became of the rest."""
        for text in texts:
            detail, left = None, text
            while found := self.find((left,), problem, language):
                detail, left = found, left[found.end :]
            if detail:
                return detail.seen
        return ""

    def find(
        self, texts: Sequence[str], problem: Problem | None, language: Language
    ) -> Detail | None:
        """Return the first fault the texts state (not deny, not fear) that belongs to the problem; any problem if None."""
        key = {Language.ZH_HANS: "hans", Language.ZH_HANT: "hant", Language.EN: "en"}[language]
        best: tuple[int, int, Detail] | None = None
        for number, text in enumerate(texts):
            for problems, pattern, row in self._faults:
                if problem is not None and problem not in problems:
                    continue
                for match in pattern.finditer(text):
                    if _DENIED.search(text[max(0, match.start() - 14) : match.start()]):
                        continue
                    found = (
                        number,
                        match.start(),
                        Detail(
                            said=row[key][0],
                            named=row[key][1],
                            seen="".join(row[key][2:3]),
                            shows=row[key][1 if key == "en" else 0] if row.get("moving") else "",
                            end=match.end(),
                        ),
                    )
                    best = min(best, found, key=lambda at: at[:2]) if best else found
                    break
        return best[2] if best else None
