"""Sentences joined from the clauses under `frames/`: what went wrong, what is wanted, and what people say around it.

Lists of whole sentences teach a linear reader which trades break how; joined ones teach it that the thing, the fault and
the demand are three parts, that a want can stand first, last or in the midst of a story, and that a denied one is none.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.resources import files
from typing import Any

import yaml

from agent.domain.reading import Language, Problem, Want
from agent.understanding.language import detect
from agent.understanding.training.corpus import Sentence

LANGUAGES = {"zh_hans": 1.0, "zh_hant": 0.45, "en": 0.6}
"""The files, with their share of sentences."""
_FILES = {Language.ZH_HANS: "zh_hans", Language.ZH_HANT: "zh_hant", Language.EN: "en"}
_SEED = 20261129

_DUE: dict[Want, tuple[str, ...]] = {
    Want.RETURN_REFUND: ("quality", "quality", "damaged", "wrong_item", "not_as_described", "size", "changed_mind", "changed_mind"),
    Want.REFUND: ("quality", "damaged", "missing_item", "not_shipped", "late", "lost", "lost", "out_of_stock"),
    Want.EXCHANGE: ("quality", "damaged", "wrong_item", "wrong_item", "size", "size", "changed_mind"),
    Want.REPAIR: ("quality",),
    Want.RESHIP: ("missing_item", "missing_item", "damaged", "lost", "wrong_item"),
    Want.COMPENSATE: ("price_drop", "price_drop", "quality", "damaged", "late", "not_as_described", "missing_item"),
    Want.CANCEL: ("changed_mind", "changed_mind", "not_shipped", "out_of_stock", "late"),
    Want.URGE: ("not_shipped", "not_shipped", "late"),
    Want.LOGISTICS: ("late", "lost"),
    Want.HUMAN: ("service",),
}  # fmt: skip
"""What usually goes with which want; named twice where it is usual above all."""
_BESIDE = (Want.POLICY, Want.LOGISTICS, Want.INVOICE)
_DENIED = (Want.PRODUCT, Want.POLICY, Want.INVOICE, Want.LOGISTICS)
_TURNING = (Want.RETURN_REFUND, Want.EXCHANGE, Want.REPAIR, Want.COMPENSATE, Want.CANCEL)


class Frames:
    """The clauses of one language, and the ways to join them; `chance` makes every choice."""

    def __init__(self, name: str, chance: random.Random) -> None:
        data = _read(name)
        self._name, self._chance = name, chance
        self._english = name == "en"
        self._goods = {key: self._split(words) for key, words in data["goods"].items()}
        self._people, self._times = self._split(data["people"]), self._split(data["times"])
        self._troubles = _lists(data["troubles"])
        self._wants = {
            Want(key): lines
            for part in ("demands", "orders", "asks")
            for key, lines in _lists(data[part]).items()
        }
        self._rest = _lists({key: data[key] for key in _AROUND})

    def sentences(self, scale: float) -> Iterator[Sentence]:
        """Yield the joined sentences, `scale` times the usual number of each kind."""
        for join, number in (
            (self._told, 420), (self._demanded, 900), (self._bare, 160), (self._asked, 420),
            (self._denied, 160), (self._turned, 120), (self._doubled, 200), (self._story, 300), (self._ordered, 160),
        ):  # fmt: skip
            for _ in range(round(number * scale)):
                yield join()

    def around(self, told: Sentence) -> Sentence:
        """Return a sentence somewhere in a little story that changes nothing of what it says."""
        parts = [self._around("fillers") for _ in range(self._chance.choice((1, 2, 2, 3)))]
        parts.insert(self._chance.randrange(len(parts) + 1), told.text)
        return replace(told, text=self._join(parts), whole=False)

    def _told(self) -> Sentence:
        problem = self._chance.choice([key for key in _PROBLEMS if key != "changed_mind"])
        text = self._trouble(problem)
        return self._sentence(
            [text], (Want.COMPLAINT if problem != "lost" else Want.LOGISTICS,), problem
        )

    def _demanded(self) -> Sentence:
        want = self._chance.choice([*_CLAIMS, Want.HUMAN])
        problem = self._chance.choice(_DUE[want])
        parts = [self._trouble(problem), self._clause(want)]
        if self._chance.random() < 0.2:
            parts.reverse()
        if self._chance.random() < 0.15:
            parts.insert(self._chance.randrange(2), self._around("fillers"))
        return self._sentence(parts, (want,), problem)

    def _bare(self) -> Sentence:
        want = self._chance.choice(_CLAIMS)
        thing = self._thing(self._chance.choice(list(self._goods)))
        clause = self._clause(want)
        if self._english:
            return self._sentence([clause, f"the {thing}"], (want,), "none")
        return self._sentence([f"{thing}{clause}"], (want,), "none")

    def _asked(self) -> Sentence:
        want = self._chance.choice(
            [Want.PRODUCT] * 3 + [Want.POLICY] * 2 + [Want.LOGISTICS, Want.STATUS, Want.INVOICE]
        )
        parts = [self._clause(want)]
        if self._chance.random() < 0.25:
            parts.insert(0, self._around("fillers"))
        return self._sentence(parts, (want,), "none", calm=True)

    def _ordered(self) -> Sentence:
        want = self._chance.choice((Want.URGE, Want.CHANGE_ORDER))
        if want is Want.URGE and self._chance.random() < 0.6:
            problem = self._chance.choice(_DUE[want])
            return self._sentence([self._trouble(problem), self._clause(want)], (want,), problem)
        problem = "not_shipped" if want is Want.URGE else "none"
        return self._sentence([self._clause(want)], (want,), problem, calm=True)

    def _denied(self) -> Sentence:
        want = self._chance.choice(_DENIED)
        parts = [self._around("denials"), self._clause(want)]
        return self._sentence(parts, (want,), "none", calm=True)

    def _turned(self) -> Sentence:
        one, other = self._chance.sample(_TURNING, 2)
        problem = self._chance.choice(_DUE[other])
        clauses = [self._clause(one), self._around("turns") + " " * self._english]
        parts = [self._trouble(problem), clauses[0], clauses[1] + self._clause(other)]
        return self._sentence(parts[self._chance.randrange(2) :], (other,), problem)

    def _doubled(self) -> Sentence:
        want = self._chance.choice(_CLAIMS)
        beside = self._chance.choice(_BESIDE)
        problem = self._chance.choice(_DUE[want])
        parts = [self._trouble(problem), self._clause(want), self._clause(beside)]
        return self._sentence(parts[self._chance.randrange(2) :], (want, beside), problem)

    def _story(self) -> Sentence:
        want = self._chance.choice(
            [*_CLAIMS, *_CLAIMS, Want.COMPLAINT, Want.COMPLAINT, Want.PRODUCT]
        )
        around = [self._around("fillers") for _ in range(self._chance.choice((2, 3, 3, 4)))]
        if want is Want.PRODUCT:
            return self._sentence([*around, self._clause(want)], (want,), "none", calm=True)
        problem = self._chance.choice(_DUE.get(want, _STORIED))
        core = [self._trouble(problem)] + ([self._clause(want)] if want in self._wants else [])
        at = self._chance.randrange(len(around) + 1)
        return self._sentence([*around[:at], *core, *around[at:]], (want,), problem)

    def _sentence(
        self, parts: Sequence[str], wants: tuple[Want, ...], problem: str, *, calm: bool = False
    ) -> Sentence:
        said, emotion = [part for part in parts if part], 0 if calm or problem in _CALM else 1
        if self._chance.random() < 0.18:
            said.insert(0, self._around("openers"))
        if self._chance.random() < 0.22:
            said.append(self._around("closers"))
        elif not calm and problem not in _CALM and self._chance.random() < 0.18:
            said.insert(self._chance.choice((0, len(said))), self._around("mads"))
            emotion = 2
        text = self._join(said)
        return Sentence(
            text, wants, Problem(problem), emotion, source=self._name, whole=False, lead=False
        )

    def _join(self, parts: Sequence[str]) -> str:
        between = self._chance.choice(
            (", ", ". ", ". ", " ", "\n") if self._english else ("，", "，", "。", " ", "", "\n")
        )
        text = between.join(parts)
        return text if not self._english or self._chance.random() < 0.5 else text.capitalize()

    def _trouble(self, problem: str) -> str:
        keys = [key for key in self._troubles if key.partition("/")[0] == problem]
        key = self._chance.choice(keys)
        group = key.partition("/")[2] or (self._chance.choice(_SIZED) if problem == "size" else "")
        return self._filled(self._chance.choice(self._troubles[key]), group)

    def _clause(self, want: Want) -> str:
        return self._filled(self._chance.choice(self._wants[want]))

    def _around(self, name: str) -> str:
        return self._filled(self._chance.choice(self._rest[name]))

    def _filled(self, line: str, group: str = "") -> str:
        thing = self._thing(group or self._chance.choice(list(self._goods)))
        line = line.replace("{g}", thing).replace("{w}", self._chance.choice(self._people))
        return line.replace("{t}", self._chance.choice(self._times))

    def _thing(self, group: str) -> str:
        return self._chance.choice(self._goods[group])

    def _split(self, words: str) -> list[str]:
        return [word.strip() for word in words.split("," if self._english else None)]


_AROUND = ("denials", "turns", "fillers", "openers", "closers", "mads")
_CLAIMS = (
    Want.RETURN_REFUND, Want.REFUND, Want.EXCHANGE, Want.REPAIR, Want.RESHIP, Want.COMPENSATE, Want.CANCEL,
)  # fmt: skip
_PROBLEMS = (
    "quality", "quality", "quality", "damaged", "wrong_item", "missing_item", "not_as_described", "size", "not_shipped", "late",
    "lost", "price_drop", "service", "changed_mind",
)  # fmt: skip
_STORIED = (
    "quality",
    "quality",
    "damaged",
    "wrong_item",
    "missing_item",
    "not_as_described",
    "service",
    "late",
)
_SIZED = ("wear", "wear", "home", "child")
_CALM = frozenset({"none", "size", "changed_mind"})


def surrounded(told: Sequence[Sentence], number: int = 900) -> list[Sentence]:
    """Return some of the sentences, grave ones above all, each in the midst of a story."""
    chance = random.Random(_SEED)
    frames = {name: Frames(name, chance) for name in LANGUAGES}
    usable = [item for item in told if 6 < len(item.text) < 80]
    grave = [item for item in usable if item.lead]
    chosen = chance.sample(grave, number // 3) + chance.sample(usable, number - number // 3)
    return [frames[_FILES[detect(item.text)[0]]].around(item) for item in chosen]


def joined() -> list[Sentence]:
    """Return the joined sentences of all languages, the same on every machine."""
    found: dict[str, Sentence] = {}
    for name, scale in LANGUAGES.items():
        for sentence in Frames(name, random.Random(_SEED)).sentences(scale):
            found.setdefault(sentence.text, sentence)
    return list(found.values())


def _lists(data: Mapping[str, str]) -> dict[str, list[str]]:
    return {
        key: [line.strip() for line in block.splitlines() if line.strip()]
        for key, block in data.items()
    }


def _read(name: str) -> dict[str, Any]:
    place = files("agent.understanding.training").joinpath(f"frames/{name}.yaml")
    data: dict[str, Any] = yaml.safe_load(place.read_text("utf-8"))
    return data
