"""Whether the buyer asks for something to be known, and whether that is to send goods back."""

import re

_ASKS = re.compile(
    r"[?？]|吗|嗎|呢|怎么|怎麼|咋|什么|什麼|啥|谁|誰|多少|哪|几|幾|是否|能不能|\b(what|when|how|where|which|who|why|can|do|does|is|are)\b",
    re.I,
)
_GREETING = re.compile(
    r"(?:亲|您好|你好|哈喽|哈囉|客服|有人|在线|請問|请问|在|吗|嗎|么|嘛|呢|不|hello|hi|hey|anyone|there|anybody|are|you"
    r"|[\s,，.。?？!！~～])*$",
    re.IGNORECASE,
)


def asks(text: str) -> bool:
    """Whether the words ask for something to be known, and are more than a greeting."""
    return bool(_ASKS.search(text)) and not _GREETING.match(text)


_MAY_RETURN = re.compile(
    r"(?:可以|可不可以|可否|能|能不能|能否|还能|還能|还可以|還可以|得)(?:再|帮我|幫我|给我|給我|申请|申請|直接)?(退|换|換)(?:货|貨|换|換|款)?"
    r"|(?:can|could|may) i (?:still )?(return|exchange|send it back|swap)",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(
    r"如果|要是|假如|万一|萬一|的话|的話|倘若|之后不|以后|以後|\bif\b|\bin case\b", re.IGNORECASE
)


_IN_GENERAL = re.compile(
    r"规定|規定|规则|規則|政策|流程|规矩|規矩|一般|通常|(?:替|帮|幫)(?:朋友|同事|别人|別人|人|他|她|家人)[^，。]{0,6}(?:问|問)"
    r"|[「『“\"][^」』”\"]{0,12}(?:退|换|換)[^」』”\"]{0,12}[」』”\"]|\b(?:policy|rules?|in general|usually|for a friend)\b",
    re.IGNORECASE,
)
"""A question about the rules, or in another's name: nothing is asked for these goods."""


def asks_to_return(text: str) -> str | None:
    """Return return_refund or exchange where the buyer asks whether goods in hand may still go back, not what would be if."""
    found = _MAY_RETURN.search(text)
    if not found or _SUPPOSED.search(text) or _IN_GENERAL.search(text) or not asks(text):
        return None
    word = next(group for group in found.groups() if group).lower()
    return "exchange" if word in {"换", "換", "exchange", "swap"} else "return_refund"
