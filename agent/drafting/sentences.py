"""Sentences of a shop's documents: how they are cut, how well each answers a question, and which are said together."""

import re

from agent.domain.value import Value

_SENTENCES = re.compile(r"(?<=[。！？!?])|(?<=[a-z\d)]\.)\s+(?=[A-Z])|\n+")
_PARTS = re.compile(r"(?<=[；;])\s*")
_NUMBERING = re.compile(
    r"^\s*(?:[-*•·#>◎●■★◆○▪◇※]+\s*|[①-⑳⑴-⒇㈠-㈩]\s*|[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]\s*|第[一二三四五六七八九十百\d]+[条款项]\s*)+(?!\d)"
    r"|^\s*\d{1,2}(?:\.\d{1,2}){1,3}[.、]?\s+(?=[\u3400-\u9fffA-Z])(?![倍米克斤元块折寸厘毫公升英千万個个])"
)
_KINDS = (
    (r"几天|幾天|几年|幾年|多少天|多少年|多久|什么时候|什麼時候|何时|多长时间|几日|几个月|时效|how (long|many days|soon)|when",
     r"[\d一二两三四五六七八九十]+\s*(个|個)?\s*(工作)?(天|日|小时|小時|分钟|月|年|周|hour|day|week|month|year)|days?|hours?|当天|隔天"),
    (r"多少钱|多少錢|费用|費用|收费|价|how much|cost|fee|price|¥|\$", r"\d+(\.\d+)?\s*(元|块|塊)|免费|免費|包邮|¥|\$|free"),
    (r"谁出|誰出|谁承担|谁付|运费|運費|邮费|包邮|who pays|shipping (cost|fee)|postage", r"承担|承擔|运费|運費|邮费|包邮|免运|pays?|cover|shipping"),
    (r"能不能|可不可以|可以|能.{0,8}吗|支持|是否|行不行|可否|can i|could|may i|is it possible|do you|are you|allowed",
     r"可以|可|不能|不可|不支持|支持|无法|無法|不予|需|须|can|may|not|cannot|must"),
    (r"哪里|哪裡|在哪|什么地方|哪儿|where", r"页面|頁面|订单|我的|地址|仓|門市|门店|点击|点|在.{1,10}(里|裡|中)|page|address|at |from "),
    (r"怎么|怎麼|如何|怎样|流程|步骤|how (do|can|to)", r"先|(?<!不)再|然后|点击|选择|申请|提交|按|用|first|then|click|open|choose|submit|go to"),
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
# A question for a measure or a sum wants a figure, or that nothing is to be paid.
_HOW_MUCH = re.compile(
    r"多少(钱|錢|元|块|塊|公分|厘米|毫米|公斤|斤|克|升)|(?<!差)(?<!有)多(厚|高|宽|寬|长|長|重)(?!时间|時間)|(收|付|要|加|补|補)多少|how (much|thick|tall|wide|long is|heavy)",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    r"\d|免费|免費|免运|免運|包邮|不收|不用|[一二两兩三四五六七八九十百半]|\bfree\b|no charge",
    re.IGNORECASE,
)
_FEE = re.compile(
    r"免费|免費|免运|免運|包邮|不收|\d+(?:\.\d+)? ?(?:元|块|塊)|[¥$€]\d|\bfree\b", re.IGNORECASE
)
_HOW_TO = re.compile(
    r"怎么|怎麼|怎样|怎樣|如何|咋[退换換修办辦弄]|\bhow (?:do|can|to)\b", re.IGNORECASE
)
_REFUSES = re.compile(
    r"不(?:支持|接受|予|能|可以?|再)[^，。；]{0,8}(?:退|换|換|修|赔|賠)|\b(?:cannot|not) (?:be )?(?:return|exchang|refund)",
    re.IGNORECASE,
)
_STEP = re.compile(
    r"先|(?<!不)再|然后|然後|点击|點擊|申请|申請|提交|联系|聯絡|发给|發給|寄到|按住|长按|長按|\b(?:first|then|click|open|send|apply)\b",
    re.IGNORECASE,
)
# An example worked out is for reading, not for saying.
_EXAMPLE = re.compile(
    r"(例如?|比如|举例|舉例|e\.g\.|for example)\s*[，,:：]|.*[×÷＝=]", re.IGNORECASE
)
_STOP = re.compile(r"[请請问問吗嗎呢的了是我你您亲親在有这這那个個\s，。？！,.?!、；;：:]")
_HEADING = re.compile(r"【[^】]{1,20}】[:：]?|[^，。；、,.;\d]{1,10}[:：]|[\u3400-\u9fff]{1,6}")
# A notice that bears its subject in brackets: 【关于仓库】周日也发货.
_TITLED = re.compile(r"【(?P<about>[^】]{1,20})】(?P<said>.+)", re.DOTALL)
# What staff must not say, beside what they may: 按72小时算，别跟人说48小时.
_HUSHED = re.compile(
    r"[，,](?:千万|千萬)?(?:别|別|不要|勿|不许|不許|不得|不能)(?:再)?(?:跟|对|對|向|和|告诉|告訴)(?:人|客|买家|買家|顾客|顧客|对方|對方)[^，,。；;]*"
)
# What a shop writes for its own staff is never said to a buyer.
_INTERNAL = re.compile(
    r"客服(不许|不得|不能|不要|请|需|应|必须|可以?(直接)?(答应|承诺|赔|送))|(不许|不要|不得|别)(告诉|跟|对|向)(买家|客户|顾客)|内部|話術|话术|马上转|转(给)?(主管|组长|店长|小\w)|找.{1,4}审批|谁批|审批|報主管|内部|黑名单|internal (use|only)|do not tell",
    re.IGNORECASE,
)
# A return that is told of without its freight leaves the buyer to guess who pays.
_SENT_BACK = re.compile(r"退货|退貨|退回|寄回|\breturn(ed|s)?\b", re.IGNORECASE)
_FREIGHT = re.compile(r"运费|運費|邮费|郵費|postage|freight|return shipping", re.IGNORECASE)
SHORT = 60
"""Up to here an enumeration, or a passage, is told whole (thrice as many characters in English)."""

_CODE_ROW = re.compile(r"\s*[A-Za-z]+-?\d+\s*[：:]")


def is_internal(sentence: str) -> bool:
    """Whether a shop wrote the sentence for its own staff."""
    return bool(_INTERNAL.search(sentence))


class Line(Value):
    """A sentence and the heading it stands under, which is no answer itself but says what it is about."""

    heading: str
    text: str


def _pieces(text: str) -> list[str]:
    """Return the sentences; an enumeration that is short stays whole, as its parts explain each other."""
    found = []
    for sentence in _SENTENCES.split(text):
        short = len(sentence or "") <= SHORT
        found += [sentence] if short else _PARTS.split(sentence)
    return [piece for piece in found if piece]


def lines_of(text: str, heading: str) -> list[Line]:
    """Return the sentences under their headings, without what a shop tells its own staff."""
    lines = []
    for piece in _pieces(text):
        titled = _TITLED.match(_clean(piece))
        heading = titled["about"] if titled else heading
        sentence = _HUSHED.sub("", titled["said"] if titled else _clean(piece))
        if is_internal(sentence):
            continue
        if _HEADING.fullmatch(sentence):
            heading = sentence
        elif len(sentence) >= 2:
            lines.append(Line(heading=heading, text=sentence))
    return lines


def said_of(
    question: str, text: str, sentences: list[str], scores: list[float], best: int, longest: int
) -> str:
    """Return the best sentence with its neighbours of nearly the same fit, while there is room."""
    english = not re.search(r"[\u3400-\u9fff]", text)
    if _CODE_ROW.match(text) and sum(map(len, sentences)) <= (SHORT * 3 if english else SHORT):
        scores = [scores[best]] * len(sentences)  # what a code means and what to do belong together
    chosen, room, told = {best}, longest - len(sentences[best]), grams(sentences[best])
    for more in (_bears_freight(sentences, best), _other_half(text, sentences, best)):
        if more is not None and more not in chosen and len(sentences[more]) < room:
            chosen.add(more)
            room -= len(sentences[more]) + 1
    whole = len(set(scores)) == 1
    for at in sorted(range(len(sentences)), key=lambda at: -scores[at]):
        near = scores[at] >= 0.6 * scores[best] and scores[at] > 0.25
        # A neighbour is worth saying only where it speaks to a part of the question that is still open.
        opens = whole or bool((grams(sentences[at]) & grams(question)) - told)
        near = (
            near and not sentences[at].endswith(("？", "?")) and not _EXAMPLE.match(sentences[at])
        )
        if (
            at not in chosen
            and near
            and opens
            and len(sentences[at]) + 1 <= room
            and len(chosen) < 3
        ):
            chosen.add(at)
            told |= grams(sentences[at])
            room -= len(sentences[at]) + 1
    return (". " if english else "，" if room >= longest / 2 else "；").join(
        sentences[at].rstrip("。；;.") for at in sorted(chosen)
    )


def _bears_freight(sentences: list[str], best: int) -> int | None:
    """Return the sentence that says who pays for sending back, where the best one grants a return and is silent about it."""
    if not _SENT_BACK.search(sentences[best]) or _FREIGHT.search(sentences[best]):
        return None
    others = (at for at in range(best + 1, len(sentences)) if _FREIGHT.search(sentences[at]))
    return next(others, None)


def _other_half(text: str, sentences: list[str], best: int) -> int | None:
    """Return the part of the same sentence that names another fee than the best part: "1、2楼免费；3楼起每层20元"."""
    if not _FEE.search(sentences[best]):
        return None
    plain = re.sub(r"\*\*|__|`", "", text)
    for first, second in ((best, best + 1), (best - 1, best)):
        if not 0 <= first < second < len(sentences):
            continue
        at = plain.find(sentences[first].rstrip("；;"))
        after = plain[at + len(sentences[first].rstrip("；;")) :].lstrip() if at >= 0 else ""
        other = second if first == best else first
        joined = after.startswith(("；", ";")) and after[1:].lstrip().startswith(sentences[second])
        if joined and _FEE.search(sentences[other]):
            return other
    return None


def sentence_score(question: str, sentence: str) -> float:
    """Return how well a sentence answers: shared words, and the kind of answer the question wants."""
    score = likeness(question, sentence) + 0.3 * _kinds(question, sentence)[1]
    if sentence.endswith(("？", "?", "：", ":")):
        score -= 0.4
    return score


def kinds_of(question: str, said: str) -> dict[str, float]:
    """Return how many kinds of answer a question wants (a time, a sum, a place, how to), how many words give, and whether they fit."""
    wanted, given = _kinds(question, said)
    return {
        "wanted": float(wanted),
        "given": float(given),
        "unmet": float(bool(wanted) and not given),
        "fits": float(answers_kind(question, said)),
    }


def _kinds(question: str, said: str) -> tuple[int, int]:
    wanted = [given for asked, given in _KINDS if re.search(asked, question, re.IGNORECASE)]
    return len(wanted), sum(1 for given in wanted if re.search(given, said, re.IGNORECASE))


def answers_kind(question: str, said: str) -> bool:
    """Whether words can answer this kind of question: from when and how long want a day, how much a figure, how no refusal."""
    if _HOW_TO.search(question) and _REFUSES.search(said) and not _STEP.search(said):
        return False
    if _HOW_MUCH.search(question) and not _FIGURE.search(said):
        return False
    if not _WHEN.search(question):
        return True
    start = _SINCE.search(question) is not None
    return bool(_FROM.search(said) if start else _TIME.search(said))


def likeness(question: str, text: str) -> float:
    """Return the share (0-1) of the shorter one's character pairs (English: words) that the other holds."""
    left, right = grams(question), grams(text)
    if not left or not right:
        return 0.0
    return len(left & right) / max(1, min(len(left), len(right)))


def grams(text: str) -> set[str]:
    """Return the pairs of characters (English: the words) of a text, without words of courtesy and form."""
    plain = _STOP.sub(" ", text.lower())
    found = set(re.findall(r"[a-z]{3,}", plain))
    for run in re.findall(r"[\u3400-\u9fff]+", plain):
        found |= {run[at : at + 2] for at in range(len(run) - 1)} or {run}
    return found


def _clean(sentence: str) -> str:
    bare = _NUMBERING.sub("", sentence.strip())
    bare = re.sub(r"\*\*|__|`|\[(.+?)\]\(.+?\)", lambda match: match[1] or "", bare)
    return bare.strip().strip("|").strip()
