"""What a policy question is about: returning, sending, guarantee, invoice …, by the words that buyers and rules share.

A product's name in a question about a policy draws the search to that product's own texts; the rule that decides often names
only its kind. So rules that speak of the question's subject get a little more.
"""

import re

SUBJECTS = {
    "return": r"退|無理由|无理由|鑑賞期|return|refund|send (?:it )?back",
    "exchange": r"换货|換貨|换新|換新|能换|能換|可以换|可以換|换个|換個|换一|換一|exchange|swap",
    "repair": r"保修|质保|質保|保固|维修|維修|能修|给修|报修|報修|保几|保多|warrant|repair",
    "sending": r"发货|發貨|出貨|发到|寄到|寄送|配送|快递|快遞|物流|几天到|幾天到|多久到|什么时候到|能买|能送|发不发|送不送|宅配|超商|ship|deliver|courier",
    "postage": r"运费|運費|邮费|郵費|包邮|免運|postage|shipping (?:fee|cost)",
    "invoice": r"发票|發票|专票|專票|开票|開票|统编|統編|抬头|抬頭|invoice",
    "price": r"价保|價保|保价|保價|降价|降價|差价|差價|补差|補差|price (?:match|protect|drop)",
    "damage": r"破损|破損|碎了|碎裂|漏液|少发|少發|漏发|漏發|缺件|少了|damaged|broken on arrival|missing",
}
"""Patterns of each subject; matched in the question and in a rule's heading and words."""

_PATTERNS = {name: re.compile(words, re.IGNORECASE) for name, words in SUBJECTS.items()}


def subjects(text: str) -> frozenset[str]:
    """Return the subjects of policy that a text speaks of."""
    return frozenset(name for name, pattern in _PATTERNS.items() if pattern.search(text))
