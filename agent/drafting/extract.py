"""The words of a passage that answer a question: sentences, cells of a table row, the answer of a question-and-answer pair."""

import re
from collections.abc import Sequence

from agent.domain.value import Value
from agent.drafting.bank import lexicon
from agent.drafting.brief import Passage
from agent.drafting.meaning import Meaning

_SENTENCES = re.compile(r"(?<=[。！？!?])|(?<=[a-z\d)]\.)\s+(?=[A-Z])|\n+")
_PARTS = re.compile(r"(?<=[；;])\s*")
_NUMBERING = re.compile(
    r"^\s*(?:[-*•·#>◎●■★◆○▪◇※]+\s*|[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]\s*|第[一二三四五六七八九十百\d]+[条款项]\s*)+(?!\d)"
)
_PAIR = re.compile(
    r"(?:问|問|Q|问题|問題|question)\s*[:：]\s*(?P<q>.+?)\s*[;；\n ]*\s*(?:答|A|答案|回答|回复|answer)\s*[:：]\s*(?P<a>.+)",
    re.IGNORECASE | re.DOTALL,
)
_CELL = re.compile(r"\s*([^：:；;\n|]{1,16})\s*[：:]\s*([^；;\n|]{1,80})")
_TITLE_COLUMN = re.compile(
    r"^(品名|名称|名稱|商品名|商品名称|商品名稱|商品|标题|標題|title|name|product)$", re.IGNORECASE
)
_CODE_COLUMN = re.compile(r"sku|编号|編號|编码|條碼|条码|货号|序号|code|\bid\b", re.IGNORECASE)
_KINDS = (
    (r"几天|幾天|几年|幾年|多少天|多少年|多久|什么时候|什麼時候|何时|多长时间|几日|几个月|时效|how (long|many days|soon)|when",
     r"[\d一二两三四五六七八九十]+\s*(个|個)?\s*(工作)?(天|日|小时|小時|分钟|月|年|周|hour|day|week|month|year)|days?|hours?|当天|隔天"),
    (r"多少钱|多少錢|费用|費用|收费|价|how much|cost|fee|price|¥|\$", r"\d+(\.\d+)?\s*(元|块|塊)|免费|免費|包邮|¥|\$|free"),
    (r"谁出|誰出|谁承担|谁付|运费|運費|邮费|包邮|who pays|shipping (cost|fee)|postage", r"承担|承擔|运费|運費|邮费|包邮|免运|pays?|cover|shipping"),
    (r"能不能|可不可以|可以|能.{0,8}吗|支持|是否|行不行|可否|can i|could|may i|is it possible|do you|are you|allowed",
     r"可以|可|不能|不可|不支持|支持|无法|無法|不予|需|须|can|may|not|cannot|must"),
    (r"哪里|哪裡|在哪|什么地方|哪儿|where", r"页面|頁面|订单|我的|地址|仓|門市|门店|点击|点|在.{1,10}(里|裡|中)|page|address|at |from "),
    (r"怎么|怎麼|如何|怎样|流程|步骤|how (do|can|to)", r"先|再|然后|点击|选择|申请|提交|按|用|first|then|click|open|choose|submit|go to"),
)  # fmt: skip
_SINCE = re.compile(r"从(哪|什么|啥)|從(哪|什麼)|起算|from when")
_FROM = re.compile(r"起|从|從|次日|之日|from|after|starts?")
_WHEN = re.compile(
    r"从(哪|什么|啥)|哪天|哪一天|起算|几天|幾天|几年|幾年|多少天|多久|什么时候|什麼時候|何时|how (long|many days|soon)|^when|from when",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\d|[一二两兩三四五六七八九十半]+(个|個)?(天|日|月|年|小时|小時|周|週)|次日|当天|當天|隔天|随时|隨時|马上|day|week|month|year|hour|once|after",
    re.IGNORECASE,
)
_STOP = re.compile(r"[请請问問吗嗎呢的了是我你您亲親在有这這那个個\s，。？！,.?!、；;：:]")
_HEADING = re.compile(r"【[^】]{1,20}】[:：]?|[^，。；、,.;\d]{1,10}[:：]|[\u3400-\u9fff]{1,6}")
# What a shop writes for its own staff is never said to a buyer.
_INTERNAL = re.compile(
    r"客服(不许|不得|不能|不要|请|需|应|必须|可以?(直接)?(答应|承诺|赔|送))|(不许|不要|不得|别)(告诉|跟|对|向)(买家|客户|顾客)|内部|話術|话术|马上转|转(给)?(主管|组长|店长|小\w)|找.{1,4}审批|谁批|审批|報主管|内部|黑名单|internal (use|only)|do not tell",
    re.IGNORECASE,
)
# Names for several places at once, and the places they hold.
_REGIONS = {
    "港澳台": "港澳台|香港|澳门|澳門|台湾|台灣|臺灣",
    "江浙沪": "江浙沪|江苏|浙江|上海",
}
# A return that is told of without its freight leaves the buyer to guess who pays.
_SENT_BACK = re.compile(r"退货|退貨|退回|寄回|\breturn(ed|s)?\b", re.IGNORECASE)
_FREIGHT = re.compile(r"运费|運費|邮费|郵費|postage|freight|return shipping", re.IGNORECASE)
_MORE_CELLS = re.compile(
    r"[；;\n]\s*(分类|分類|类别|類別|标签|標籤|更新时间|更新|关键词|關鍵字|备注|category|tags?|updated)\s*[:：].*",
    re.IGNORECASE | re.DOTALL,
)
_CODE_NAMED = re.compile(r"^(?=.*[A-Za-z])(?=.*\d)[A-Za-z\d\-]{2,8}$")
_LONGEST = 120
_READ = 300
_WHOLE = 60
_ENUMERATED = 60
_FEW_CELLS = 3
_FOUND, _WHOLE_MEANT, _HEADING_MEANT, _LINE_MEANT = 1.5, 0.6, 0.6, 0.8
"""What search's own score, and the likeness in meaning of passage, heading and sentence, weigh beside shared words.

Chosen coarsely on the demo shop's questions: the right sentence 65 times of 87, by words alone 52.
"""

_COLUMN_MEANT = 0.42
"""Likeness in meaning from which a column's name is what the question asks for."""

_CODE_ROW = re.compile(r"\s*[A-Za-z]+-?\d+\s*[：:]")


class Found(Value):
    """The words found, how well they fit (0 none, 1 and more good), and the columns where they are cells.

    `about` is what the words answer: the question of a pair, the heading; `asked` whether a cell's column was asked for;
    `near` how near the words are to the question in meaning (0-1).
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
        found = [
            one.model_copy(update={"score": one.score + _FOUND * passage.score})
            for passage in passages[:4]
            for one in [self._of(question, passage, longest)]
        ]
        return max(found, key=lambda one: one.score, default=None)

    def _of(self, question: str, passage: Passage, longest: int) -> Found:
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

    def near(self, question: str, said: str) -> float:
        """Return how near words are to a question in meaning (0-1)."""
        return self._meant(question, [said])[0]

    def _meant(self, question: str, said: Sequence[str]) -> list[float]:
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
        lines = _lines(text, about or passage.heading.split(" > ")[-1])
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
        best = max(range(len(lines)), key=lambda at: own[at] + framed[at])
        if keep_first and own[best] + framed[best] < own[0] + framed[0] + 0.35:
            best = 0
        return Found(
            passage=passage,
            text=_said(question, text, [line.text for line in lines], own, best, longest),
            about=passage.heading.split(" > ")[-1],
            score=own[best] + framed[best] + _WHOLE_MEANT * whole,
            near=max(alone[best], under[best]),
        )

    def _cells(self, question: str, passage: Passage, cells: list[tuple[str, str]]) -> Found:
        """Return the cells asked for; the cell whose value the question names says which row it is."""
        asked = [column for ask, column in self._columns if ask.search(question)]
        named = [cell for cell in cells if _mentions(question, cell[1])]
        title = next((value for name, value in cells if _TITLE_COLUMN.match(name)), "")
        plain = [
            cell
            for cell in cells
            if cell not in named
            and not _TITLE_COLUMN.match(cell[0])
            and not _CODE_COLUMN.search(cell[0])
        ]
        meant = self._meant(question, [name for name, _ in plain])
        chosen = [
            (name, value)
            for (name, value), near in zip(plain, meant, strict=True)
            if likeness(question, name) >= 0.5
            or near >= _COLUMN_MEANT
            or any(column.search(name) for column in asked)
            or (named and _grams(question) & _grams(value))
        ]
        coded = any(_CODE_NAMED.search(value) for _, value in named)
        if coded and (not chosen or len(plain) <= _FEW_CELLS):
            chosen = plain  # a row of a code table is told whole: what it means and what to do
        long_value = [cell for cell in chosen if len(cell[1]) > 40]
        if long_value:
            found = self._sentences(question, passage, long_value[0][1], _LONGEST)
            return found.model_copy(update={"asked": True})
        key = "" if title or not named else _row_name(*named[0])
        heading = passage.heading.split(" > ")[-1]
        whole, head = self._meant(question, [passage.text[:_READ], heading])
        score = (
            (0.9 if chosen else 0.15)
            + 0.3 * likeness(title, question)
            + (0.6 if named and chosen else 0.3 if named else 0)
            + _WHOLE_MEANT * whole
            + _HEADING_MEANT * head
        )
        return Found(
            passage=passage, cells=tuple(chosen[:3]), title=title, key=key, score=score,
            asked=bool(chosen),
        )  # fmt: skip


def is_internal(sentence: str) -> bool:
    """Whether a shop wrote the sentence for its own staff."""
    return bool(_INTERNAL.search(sentence))


def pair_question(text: str) -> str:
    """Return the question of a question-and-answer pair; "" where the text is none."""
    pair = _PAIR.search(text)
    return pair["q"].strip() if pair else ""


def row_cells(text: str) -> list[tuple[str, str]]:
    """Return the cells of a table row written as `列名：值；…`; none where the text is prose."""
    parts = [part for part in re.split(r"[；;\n|]", text) if part.strip()]
    cells = [_CELL.fullmatch(part.strip()) for part in parts]
    fit = [(cell[1].strip(), cell[2].strip().rstrip("。")) for cell in cells if cell]
    prose = [value for _, value in fit if len(value) > 24 and re.search(r"[。，,]", value)]
    return fit if len(fit) * 3 >= len(parts) * 2 and len(prose) * 2 < len(fit) else []


class Line(Value):
    """A sentence and the heading it stands under, which is no answer itself but says what it is about."""

    heading: str
    text: str


def whole(passage: Passage) -> str:
    """Return a passage as one thought: all its sentences, where it is prose and short enough to be said; "" otherwise."""
    lines = [line.text.rstrip("。；;.") for line in _lines(passage.text, "")]
    english = not re.search(r"[\u3400-\u9fff]", passage.text)
    said = (". " if english else "，").join(lines)
    prose = not row_cells(passage.text) and not _PAIR.search(passage.text)
    return said if prose and len(said) <= (_ENUMERATED * 3 if english else _ENUMERATED) else ""


def _pieces(text: str) -> list[str]:
    """Return the sentences; an enumeration that is short stays whole, as its parts explain each other."""
    found = []
    for sentence in _SENTENCES.split(text):
        short = len(sentence or "") <= _ENUMERATED
        found += [sentence] if short else _PARTS.split(sentence)
    return [piece for piece in found if piece]


def _lines(text: str, heading: str) -> list[Line]:
    lines = []
    for piece in _pieces(text):
        sentence = _clean(piece)
        if is_internal(sentence):
            continue
        if _HEADING.fullmatch(sentence):
            heading = sentence
        elif len(sentence) >= 2:
            lines.append(Line(heading=heading, text=sentence))
    return lines


def _said(
    question: str, text: str, sentences: list[str], scores: list[float], best: int, longest: int
) -> str:
    """Return the best sentence with its neighbours of nearly the same fit, while there is room."""
    english = not re.search(r"[\u3400-\u9fff]", text)
    if _CODE_ROW.match(text) and sum(map(len, sentences)) <= (_WHOLE * 3 if english else _WHOLE):
        scores = [scores[best]] * len(sentences)  # what a code means and what to do belong together
    chosen, room, told = {best}, longest - len(sentences[best]), _grams(sentences[best])
    paid = _bears_freight(sentences, best)
    if paid is not None and len(sentences[paid]) < room:
        chosen.add(paid)
        room -= len(sentences[paid]) + 1
    whole = len(set(scores)) == 1
    for at in sorted(range(len(sentences)), key=lambda at: -scores[at]):
        near = scores[at] >= 0.6 * scores[best] and scores[at] > 0.25
        # A neighbour is worth saying only where it speaks to a part of the question that is still open.
        opens = whole or bool((_grams(sentences[at]) & _grams(question)) - told)
        near = near and not sentences[at].endswith(("？", "?"))
        if (
            at not in chosen
            and near
            and opens
            and len(sentences[at]) + 1 <= room
            and len(chosen) < 3
        ):
            chosen.add(at)
            told |= _grams(sentences[at])
            room -= len(sentences[at]) + 1
    return (". " if english else "，" if room >= longest / 2 else "；").join(
        sentences[at].rstrip("。；;.") for at in sorted(chosen)
    )


def _row_name(column: str, value: str) -> str:
    """Return what a row is called after the cell that the question names: "港澳台", "尺码42"."""
    return (
        value
        if re.fullmatch(r"[\u3400-\u9fff]{2,}|[A-Z]{1,2}-?\d{1,3}", value)
        else f"{column}{value}"
    )


def _bears_freight(sentences: list[str], best: int) -> int | None:
    """Return the sentence that says who pays for sending back, where the best one grants a return and is silent about it."""
    if not _SENT_BACK.search(sentences[best]) or _FREIGHT.search(sentences[best]):
        return None
    others = (at for at in range(best + 1, len(sentences)) if _FREIGHT.search(sentences[at]))
    return next(others, None)


def _mentions(question: str, value: str) -> bool:
    """Whether the question names this very value: a size, a colour, a model."""
    if not 1 <= len(value) <= 12:
        return False
    if value in _REGIONS:
        return bool(re.search(_REGIONS[value], question))
    pattern = re.escape(value)
    if value.isascii():
        pattern = rf"(?<![A-Za-z0-9]){pattern}(?![A-Za-z0-9])"
    elif len(value) < 2:
        return False
    return bool(re.search(pattern, question, re.IGNORECASE))


def sentence_score(question: str, sentence: str) -> float:
    """Return how well a sentence answers: shared words, and the kind of answer the question wants."""
    score = likeness(question, sentence)
    for asked, given in _KINDS:
        if re.search(asked, question, re.IGNORECASE) and re.search(given, sentence, re.IGNORECASE):
            score += 0.3
    if sentence.endswith(("？", "?", "：", ":")):
        score -= 0.4
    return score


def answers_kind(question: str, said: str) -> bool:
    """Whether words can answer a question for a time: one that asks from when or how long wants a time or a day."""
    if not _WHEN.search(question):
        return True
    start = _SINCE.search(question) is not None
    return bool(_FROM.search(said) if start else _TIME.search(said))


def likeness(question: str, text: str) -> float:
    """Return the share (0-1) of the shorter one's character pairs (English: words) that the other holds."""
    left, right = _grams(question), _grams(text)
    if not left or not right:
        return 0.0
    return len(left & right) / max(1, min(len(left), len(right)))


def _grams(text: str) -> set[str]:
    plain = _STOP.sub(" ", text.lower())
    grams = set(re.findall(r"[a-z]{3,}", plain))
    for run in re.findall(r"[\u3400-\u9fff]+", plain):
        grams |= {run[at : at + 2] for at in range(len(run) - 1)} or {run}
    return grams


def _clean(sentence: str) -> str:
    bare = _NUMBERING.sub("", sentence.strip())
    bare = re.sub(r"\*\*|__|`|\[(.+?)\]\(.+?\)", lambda match: match[1] or "", bare)
    return bare.strip().strip("|").strip()
