"""How a source is named inside a sentence, and which sources a draft rests on."""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from agent.drafting.brief import Passage
from agent.drafting.voice import Voice
from knowledge.clause import Citation

_ARTICLE = re.compile(r"第[〇零一二三四五六七八九十百千\d]+[条條](?:之[一二三四五六七八九十])?")
_STATUTE = re.compile(
    r"《?([\u3400-\u9fff]{2,30}?(?:法|条例|條例|办法|辦法|总则|總則|规则|規則|民法典|规定))》?(?=$|[\s>第·（(_\-.])"
)
_BRACKETS = re.compile(r"[（(【\[][^）)】\]]*[）)】\]]")
_NAME = re.compile(r"[\u3400-\u9fff]{3,12}")
_RULES = re.compile(
    r"退|换|換|货|貨|质保|質保|保修|保固|物流|发货|出貨|运费|運費|配送|政策|说明|說明|规则|規則|规定|規定|细则|細則|标准|標準|须知|須知|服务|服務|条款|條款|保养|保養|价|價|发票|發票"
)
_DEED = re.compile(r"退货|退貨|退款|换货|換貨|换新|換新|维修|維修|补发|補寄|赔|賠|补偿|補償")
_WORKING = re.compile(
    r"内部|內部|速查|话术|話術|培训|培訓|草稿|最终|最終|副本|备份|整理|新建|客诉|客訴|投诉与补偿|sop|draft|internal|copy",
    re.IGNORECASE,
)
_LAWS = ("law", "laws", "法律", "法规", "法規", "cn_law", "packs")
_SHOP_DOCUMENT = (
    ("faq", ("faq", "常见问题", "常見問題", "问答", "問答", "q&a")),
    ("warranty", ("warranty", "repair", "保修", "质保", "保固", "三包", "维修", "維修")),
    (
        "shipping",
        ("ship", "logistic", "deliver", "物流", "发货", "發貨", "配送", "运费", "運費", "快递"),
    ),
    (
        "returns",
        (
            "return",
            "refund",
            "exchange",
            "退换",
            "退換",
            "退货",
            "退貨",
            "退款",
            "换货",
            "換貨",
            "七天",
            "无理由",
        ),
    ),
    ("price", ("price", "价保", "價保", "保价", "差价", "價差", "发票", "invoice")),
    (
        "product",
        (
            "product",
            "spec",
            "catalog",
            "manual",
            "商品",
            "产品",
            "產品",
            "规格",
            "參數",
            "参数",
            "说明书",
            "!",
            "sku",
        ),
    ),
)


def source_name(voice: Voice, path: str, heading: str) -> str:
    """Return the source as a clerk would name it: a statute with its article, else the kind of shop document."""
    article = _ARTICLE.search(heading) or _ARTICLE.search(path)
    statute = _statute(path, heading)
    if statute and (article or _is_law(path)):
        if voice.english:
            return voice.say("cite.law")
        name = voice.quoted(statute)
        return f"《{name}》" + (voice.quoted(article.group(0)) if article else "")
    name = document_name(path, heading)
    if name and not voice.english:
        slot = "cite.deed_doc" if _DEED.search(name) and "无理由" not in name else "cite.doc"
        return voice.say(slot, name=voice.quoted(name))
    for place in (PurePosixPath(path).stem.lower(), f"{path} {heading}".lower()):
        for kind, marks in _SHOP_DOCUMENT:
            if any(mark in place for mark in marks):
                return voice.say(f"cite.{kind}")
    return voice.say("cite.shop")


def document_name(path: str, heading: str) -> str:
    """Return the shop document's own name where it is one that can be said to a buyer; "" for working files and lists."""
    if "!" in heading or _WORKING.search(f"{path} {heading}"):
        return ""
    stem = _BRACKETS.sub("", PurePosixPath(path).stem).strip()
    return stem if _NAME.fullmatch(stem) and _RULES.search(stem) else ""


def is_law(citation: Citation) -> bool:
    """Whether the place is a statute, not one of the shop's own documents."""
    return _is_law(citation.path) or bool(_statute(citation.path, citation.heading))


def _is_law(path: str) -> bool:
    return any(part.lower() in _LAWS for part in PurePosixPath(path).parts)


def _statute(path: str, heading: str) -> str:
    """Return the statute's name without the country in front."""
    for place in (*heading.split(" > "), PurePosixPath(path).stem):
        match = _STATUTE.search(place.strip())
        if match:
            return match.group(1).removeprefix("中华人民共和国").removeprefix("中華人民共和國")
    return ""


def as_citation(passage: Passage, quote: str) -> Citation:
    """Return where an answer stands, with the words used."""
    return Citation(path=passage.path, heading=passage.heading, quote=quote)


def distinct(citations: Iterable[Citation]) -> tuple[Citation, ...]:
    """Return the citations without repetition of a place, in order."""
    seen: dict[tuple[str, str], Citation] = {}
    for citation in citations:
        seen.setdefault((citation.path, citation.heading), citation)
    return tuple(seen.values())
