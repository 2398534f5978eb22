"""Goods that somebody did not take to: what a buyer says of it, and the clauses that give only for it."""

import re
from collections.abc import Iterable

from agent.policy.handling import says_sample

_DISLIKES = re.compile(
    r"不喜欢|不喜歡|不想[要吃用穿]|不顺手|不順手|不舒服|不习惯|不習慣|不合(?:适|適|穿|身|脚|腳|手|口味|意|胃口)|不好[看吃闻聞]|(?:跟|和|与|與)?我?想(?:像|象)?的(?:那种)?(?:感觉)?不(?:太)?(?:一样|一樣|同)|不是我想要的|(?:音色|声音|聲音|味道|口感|手感|脚感|颜色|顏色|款式)[^，。！？,.!?]{0,2}(?:太|有点|有點|偏)|不满意|不滿意|用不[惯慣]|吃不[惯慣]|穿不[惯慣]"
    r"|太(?:高|低|矮|硬|软|軟|大|小|重|轻|輕|厚|薄|长|長|短|甜|酸|淡|油|紧|緊|松|鬆|宽|寬|窄|亮|暗)"
    r"|do(?:n't|nt| not) (?:really )?like|did(?:n't|nt| not) like|not for me|uncomfortable|sounds? bad|too (?:big|small|hard|soft|heavy|light|tall|short|tight|loose)",
    re.IGNORECASE,
)
_REFUSES = re.compile(
    r"不(?:太|怎么|怎麼|大|是很|肯|愿意?|願意?|爱|愛|想)*(?:吃|喝|碰|动|動|舔|闻|聞|理|沾)(?=$|[，。！？,.!?\s了啊呢哈嘛的、])"
    r"|(?:won't|wont|will not|refuse[sd]? to|would(?:n't|nt| not)) (?:even )?(?:eat|drink|touch|try|wear|use|go near)\b",
    re.IGNORECASE,
)
"""An animal or a child that turns a thing down."""
_ONLY_UNWANTED = re.compile(r"不想要")
"""Said of whatever goes back, tried or not."""


def dislikes(text: str) -> bool:
    """Whether words say that somebody does not care for a thing, or no longer wants it."""
    return bool(_DISLIKES.search(text) or _REFUSES.search(text))


def says_disliked(texts: Iterable[str]) -> bool | None:
    """Whether the buyer tells that the goods, or a sample of them, are not to somebody's liking; None where nothing is said."""
    return any(dislikes(_ONLY_UNWANTED.sub("", text)) for text in texts) or None


def for_disliked_sample(text: str) -> bool:
    """Whether a clause gives what it gives to those who tried a sample and did not like it, and to nobody else."""
    return says_sample([text]) and dislikes(text)
