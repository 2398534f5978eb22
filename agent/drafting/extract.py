"""The words of a passage that answer a question: sentences, cells of a table row, the answer of a question-and-answer pair."""

import re
from collections.abc import Sequence

from agent.domain.value import Value
from agent.drafting.bank import lexicon
from agent.drafting.brief import Passage
from agent.drafting.cells import mentioned, row_cells, row_name, telling_apart, titled
from agent.drafting.meaning import Meaning, Row
from agent.drafting.sentences import (
    SHORT,
    grams,
    kinds_of,
    likeness,
    lines_of,
    said_of,
    sentence_score,
)
from knowledge.search.thesaurus import in_rule_words

_PAIR = re.compile(
    r"(?:问|問|Q|问题|問題|question)\s*[:：]\s*(?P<q>.+?)\s*[;；\n ]*\s*(?:答|A|答案|回答|回复|answer)\s*[:：]\s*(?P<a>.+)",
    re.IGNORECASE | re.DOTALL,
)
_TITLE_COLUMN = re.compile(
    r"^(品名|名称|名稱|商品名|商品名称|商品名稱|商品|标题|標題|title|name|product)$", re.IGNORECASE
)
_OTHER_GOODS = re.compile(
    r"类目|類目|分类|分類|品类|品類|类别|類別|category|相似|类似|類似|替代|搭配|推荐|推薦|similar|related",
    re.IGNORECASE,
)
_CODE_COLUMN = re.compile(r"sku|编号|編號|编码|條碼|条码|货号|序号|code|\bid\b", re.IGNORECASE)
_MORE_CELLS = re.compile(
    r"[；;\n]\s*(分类|分類|类别|類別|标签|標籤|更新时间|更新|关键词|關鍵字|备注|category|tags?|updated)\s*[:：].*",
    re.IGNORECASE | re.DOTALL,
)
_CODE_NAMED = re.compile(r"^(?=.*[A-Za-z])(?=.*\d)[A-Za-z\d\-]{2,8}$")
_MODEL = re.compile(
    r"(?<![A-Za-z\d])(?=[A-Za-z\d\-]*[A-Za-z])(?=[A-Za-z\-]*\d)[A-Za-z\d][A-Za-z\d\-]{3,}(?:\([A-Za-z]+\))?"
)
_LONGEST = 120
_TRIED = 4
_READ = 300
_FEW_CELLS = 3
_FOUND, _WHOLE_MEANT, _HEADING_MEANT, _LINE_MEANT = 1.5, 0.6, 0.6, 0.8
"""What search's own score, and the likeness in meaning of passage, heading and sentence, weigh beside shared words.

Chosen coarsely on the demo shop's questions: the right sentence 65 times of 87, by words alone 52.
"""

_SAME_QUESTION = 0.6
"""Likeness from which the question of a pair is the buyer's own, so that its answer answers."""

_COLUMN_MEANT = 0.42
"""Likeness in meaning from which a column's name is what the question asks for."""


class Found(Value):
    """The words found, how well they fit (0 none, 1 and more good), and the columns where they are cells.

    `about` is what the words answer: the question of a pair, the heading; `asked` whether a cell's column was asked for;
    `near` how near the words are to the question in meaning (0-1); `row` whether the question names the very row. `belief` is
    how far they are trusted to answer (0-1; 0 where nothing weighed it), `traits` what that is weighed by.
    """

    passage: Passage
    text: str = ""
    cells: tuple[tuple[str, str], ...] = ()
    title: str = ""
    key: str = ""
    about: str = ""
    asked: bool = False
    score: float = 0.0
    near: float = 0.0
    row: bool = False
    belief: float = 0.0
    traits: dict[str, float] = {}


class Extractor:
    """Finds answers; holds the list of columns that questions ask for."""

    def __init__(self, meaning: Meaning | None = None) -> None:
        self._meaning = meaning or Meaning()
        self._columns = [
            (re.compile(row["ask"], re.IGNORECASE), re.compile(row["column"], re.IGNORECASE))
            for row in lexicon("question_words")
        ]

    def best(
        self, question: str, passages: Sequence[Passage], *, longest: int = _LONGEST
    ) -> Found | None:
        """Return the words that answer best out of the passages (best first); None where there are none."""
        found = self.each(question, passages[:_TRIED], longest=longest)
        return max(found, key=lambda one: one.score, default=None)

    def each(
        self, question: str, passages: Sequence[Passage], *, longest: int = _LONGEST
    ) -> list[Found]:
        """Return for every passage its words that answer best."""
        return [
            one.model_copy(update={"score": one.score + _FOUND * passage.score})
            for passage in passages
            for one in [self._of(question, passage, longest)]
        ]

    def _of(self, question: str, passage: Passage, longest: int) -> Found:
        question = in_rule_words(question, f"{passage.heading} {passage.text}")
        pair = _PAIR.search(passage.text)
        if pair:
            answer = _MORE_CELLS.sub("", pair["a"])
            found = self._sentences(
                question, passage, answer, longest, about=pair["q"], keep_first=True
            )
            return found.model_copy(update={"about": pair["q"]})
        cells = row_cells(passage.text)
        if len(cells) >= 2:
            return self._cells(question, passage, cells)
        return self._sentences(question, passage, passage.text, longest)

    @property
    def knows_meaning(self) -> bool:
        """Whether likeness in meaning says anything here."""
        return self._meaning.known

    def vector(self, question: str, *, model: str) -> Row | None:
        """Return the question's vector by that model; None where another one, or none, is in use."""
        return self._meaning.vector(question, model=model)

    def answers(self, question: str, said: Sequence[str]) -> list[float] | None:
        """Return for each of some words the log-odds that they answer the question; None where nothing reads them."""
        return self._meaning.answers(question, said)

    def near(self, question: str, said: str) -> float:
        """Return how near words are to a question in meaning (0-1)."""
        return self._meant(question, [said])[0]

    def _meant(self, question: str, said: Sequence[str]) -> list[float]:
        # A model's number says which goods are meant, not what is asked of them.
        question = _MODEL.sub(" ", question).strip() or question
        return [max(0.0, one) for one in self._meaning.likeness(question, said)]

    def _sentences(
        self,
        question: str,
        passage: Passage,
        text: str,
        longest: int,
        *,
        about: str = "",
        keep_first: bool = False,
    ) -> Found:
        """Return the best sentence of the text, with its neighbours of nearly the same fit while there is room."""
        lines = lines_of(text, about or passage.heading.split(" > ")[-1])
        if not lines:
            return Found(passage=passage)
        alone = self._meant(question, [line.text for line in lines])
        under = self._meant(question, [f"{line.heading}，{line.text}" for line in lines])
        heads = self._meant(question, [line.heading for line in lines])
        (whole,) = self._meant(question, [text[:_READ]])
        own = [
            sentence_score(question, line.text) + _LINE_MEANT * (near + within) / 2
            for line, near, within in zip(lines, alone, under, strict=True)
        ]
        framed = [
            likeness(question, line.heading) / 2 + _HEADING_MEANT * head
            for line, head in zip(lines, heads, strict=True)
        ]
        asked_alike = _SAME_QUESTION if about else 1.0
        best = max(range(len(lines)), key=lambda at: own[at] + framed[at])
        if keep_first and own[best] + framed[best] < own[0] + framed[0] + 0.35:
            best = 0
        said = said_of(question, text, [line.text for line in lines], own, best, longest)
        return Found(
            passage=passage,
            text=said,
            about=passage.heading.split(" > ")[-1],
            score=own[best] + framed[best] + _WHOLE_MEANT * whole,
            near=max(alone[best], under[best], heads[best] if heads[best] >= asked_alike else 0.0),
            traits={
                "near": alone[best],
                "under": under[best],
                "about": heads[best],
                "whole": whole,
                "alike": likeness(question, lines[best].text),
                "framed": likeness(question, lines[best].heading),
                "pair": float(bool(about)),
                **kinds_of(question, said),
            },
        )

    def _cells(self, question: str, passage: Passage, cells: list[tuple[str, str]]) -> Found:
        """Return the cells asked for; the cell whose value the question names says which row it is."""
        asked = [column for ask, column in self._columns if ask.search(question)]
        named = [
            (name, part)
            for name, value in cells
            if not _OTHER_GOODS.search(name)
            for part in [mentioned(question, value)]
            if part
        ]
        told = {name for name, _ in named}
        title = next((value for name, value in cells if _TITLE_COLUMN.match(name)), "")
        plain = [
            cell
            for cell in cells
            if cell[0] not in told
            and not _TITLE_COLUMN.match(cell[0])
            and not _CODE_COLUMN.search(cell[0])
        ]
        meant = self._meant(question, [name for name, _ in plain])
        sure = [
            (name, value)
            for name, value in plain
            if any(column.search(name) for column in asked)
            or (named and grams(question) & grams(value))
        ]
        alike = [
            (name, value)
            for (name, value), near in zip(plain, meant, strict=True)
            if likeness(question, name) >= 0.5 or near >= _COLUMN_MEANT
        ]
        chosen = telling_apart(question, [cell for cell in plain if cell in sure or cell in alike])
        coded = any(_CODE_NAMED.search(value) for _, value in named)
        if coded and not title and (not chosen or len(plain) <= _FEW_CELLS):
            chosen = plain  # a row of a code table is told whole: what it means and what to do
        long_value = [cell for cell in chosen if len(cell[1]) > 40]
        if long_value:
            found = self._sentences(question, passage, long_value[0][1], _LONGEST)
            return found.model_copy(update={"asked": True})
        key = "" if title or not named else row_name(*named[0])
        heading = passage.heading.split(" > ")[-1]
        written = "；".join(f"{name}：{value}" for name, value in chosen[:3])
        whole, head, near = self._meant(
            question, [passage.text[:_READ], heading, written or heading]
        )
        score = (
            (0.9 if chosen else 0.15)
            + 0.3 * likeness(title, question)
            + (0.6 if named and chosen else 0.3 if named else 0)
            + _WHOLE_MEANT * whole
            + _HEADING_MEANT * head
        )
        return Found(
            passage=passage, cells=tuple(chosen[:3]), title=title, key=key, score=score,
            asked=bool(chosen), row=bool(chosen) and (bool(named) or titled(question, title)),
            traits={
                "near": near, "under": near, "about": head, "whole": whole, "alike": likeness(question, written),
                "framed": likeness(question, title or heading), "cells": 1.0, "asked": float(bool(chosen)), "sure": float(bool(sure)),
                "row": float(bool(named) or titled(question, title)), **kinds_of(question, written),
            },
        )  # fmt: skip


def pair_question(text: str) -> str:
    """Return the question of a question-and-answer pair; "" where the text is none."""
    pair = _PAIR.search(text)
    return pair["q"].strip() if pair else ""


def whole(passage: Passage) -> str:
    """Return a passage as one thought: all its sentences, where it is prose and short enough to be said; "" otherwise."""
    lines = [line.text.rstrip("。；;.") for line in lines_of(passage.text, "")]
    english = not re.search(r"[\u3400-\u9fff]", passage.text)
    said = (". " if english else "，").join(lines)
    prose = not row_cells(passage.text) and not _PAIR.search(passage.text)
    return said if prose and len(said) <= (SHORT * 3 if english else SHORT) else ""
