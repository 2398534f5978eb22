"""What buyer and shop agreed in the chat before or after the purchase: that goods don't go back, or how they are made."""

import re

from agent.domain.case import Case
from agent.domain.message import Role

_NO_RETURN = re.compile(
    r"不(?:支持|接受|能|可以?|享受|适用|適用)[^，。；]{0,8}(?:无理由|無理由|退|换|換)|不退(?:不换|不換)?|恕不退|不予退|no returns?|not returnable|final sale",
    re.I,
)
_MAKING = re.compile(
    r"(?:刻|印|绣|繡|定制|定做|訂製|客製|内容|內容|稿|图案|圖案|排版|尺寸)[^。；]{0,24}(?:核对|核對|确认|確認|没问题|沒問題|可以吗|可以嗎)|(?:核对|核對|确认|確認)[^。；]{0,16}(?:刻|印|绣|繡|定制|定做|訂製|客製|内容|內容|稿|图案|圖案|排版)",
)
_YES = re.compile(
    r"^\s*(?:嗯|恩|好|行|可以|对|對|是的?|没问题|沒問題|确认|確認|同意|知道|明白|了解|勾|点了|點了|已|OK|ok|yes|sure|agreed|confirmed|1\b)"
)
_NO = re.compile(
    r"不(?:行|同意|对|對|可以|能接受|接受)|没勾|沒勾|没有?确认|等等|改|no\b|don't", re.I
)


def agreed(case: Case) -> tuple[bool | None, bool | None]:
    """Return whether the chat shows that the buyer agreed to no return, and to how the goods are made; None where it does not."""
    no_return: bool | None = None
    making: bool | None = None
    asked = ""
    for message in case.messages:
        if message.role is Role.SELLER:
            asked = message.text
            continue
        if asked and _YES.search(message.text) and not _NO.search(message.text):
            no_return = True if _NO_RETURN.search(asked) else no_return
            making = True if _MAKING.search(asked) else making
        asked = ""
    return no_return, making
