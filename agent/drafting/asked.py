"""The buyer's question said back, so that "I'll ask" names what is asked."""

import re

from agent.domain.reading import Language
from agent.drafting.mood import questions
from agent.drafting.unfit import UNFIT
from agent.drafting.voice import Voice

_LEAD = re.compile(
    r"^(亲|您好|你好|請問|请问|想问(一下|下)?|想問(一下|下)?|问(一下|下)?|問(一下|下)?|那|就是|还有|還有|另外|我(就)?(想|是)?(问|問|知道)(一下|下)?|你们家?的?|你們家?的?|您们|贵店|貴店|咱家|店里|麻烦|麻煩|我)+"
)
_TAIL = re.compile(r"[\s?？!！。，,~～啊呀哦哈]+$")
_SHORTEST, _LONGEST = 4, 16
# Said back, a grade or a certificate would read as if we claimed it.
_CLAIMED = re.compile(r"[级級]|认证|認證|专利|專利|资质|資質")


_END = re.compile(r"(吗|嗎|呢|不|没|沒|没有|沒有)$")
_AT_END = re.compile(r"[行成]$")
# The modal verb of a question, and not the same character within a noun: 会员, 功能, 有机.
_MODAL = re.compile(
    r"可以|支持|支援|需要|适合|適合|能够|能夠|(?<![功性智节節可只机機效])能(?![量源力耗效])|(?<![开開社机機约約聚年宴协協工茶酒])[会會](?![员員议議计計场場展所费費长長客面话話])"
    r"|(?<![没沒所只具拥擁])有(?![机機效限关關])|(?<![但还還不都])是|(?<![主重只想])要"
)
_OPEN = re.compile(
    r"(.)[不没沒]\1|怎|如何|多少|多久|几|幾|多[大长長重高宽寬]|哪|什么|什麼|啥|谁|誰|是否|能否|可否|有没有|有沒有|还是|還是"
)


_MONEY = re.compile(
    r"(退款|退的?[钱錢]|[钱錢]|款[项項]).{0,10}(什么时候|什麼時候|啥时候|多久|几天|幾天|几时|幾時|何时|何時|下来|下來|到)|\b(when|where)\b.{0,24}\b(refund|money)\b",
    re.IGNORECASE,
)


def after_money(voice: Voice) -> bool:
    """Whether the buyer asks when money comes back, in words that are not said back."""
    return any(_MONEY.search(question) for question in questions(voice.brief))


def indirect(voice: Voice, question: str = "") -> str:
    """Return what is asked as a clause to go on from: "手胶能不能机洗", "几点下班"; "" where it is not short and clean."""
    question = asked_back(voice, question)
    if not question or _OPEN.search(question):
        return "" if question.endswith(("吗", "嗎")) else _END.sub("", question)
    if not _END.search(question):
        return ""
    bare = _END.sub("", question)
    match = _AT_END.search(bare) or _MODAL.search(bare)
    if match is None:
        return ""
    word = match[0]
    neither = (
        f"有{'沒' if voice.language is Language.ZH_HANT else '没'}有"
        if word == "有"
        else f"{word[0]}不{word}"
    )
    return f"{bare[: match.start()]}{neither}{bare[match.end() :]}"


def asked_back(voice: Voice, question: str = "") -> str:
    """Return the question, else the first one, in the buyer's words; "" in English, and where none is short and clean."""
    if voice.english:
        return ""
    asked_so = (
        questions(voice.brief) or voice.brief.messages[-1:]
    )  # what nobody could answer was a question
    for asked in (question,) if question else asked_so:
        bare = _LEAD.sub("", _TAIL.sub("", asked.strip())).strip()
        if not _SHORTEST <= len(bare) <= _LONGEST or UNFIT.search(bare) or _CLAIMED.search(bare):
            continue
        if re.fullmatch(r"[\u3400-\u9fffA-Za-z]+", bare):
            return voice.quoted(bare)
    return ""
