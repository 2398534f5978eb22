"""The reviewer's own words, cut into clauses, and which of them may stand in quotation marks in a public answer."""

import re

from agent.domain.reading import Language

_CLAUSES = re.compile(
    r"[，。！？；,!?;\n\r~～…、]+|\\n|\.(?=\s|$)|\s{2,}|(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])|"
    r"\s+(?=(?:but|however|although|though)\b)",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"^(美中不足(的?是)?|但是?|不过|不過|可是|可惜|只是|就是|而且|然后|然後|结果|結果|感觉|感覺|觉得|覺得|真的|还有|還有|另外|总体|總體|其实|其實|因为|因為|所以|"
    r"确实|實在|实在|確實|关键是?|最后|最後|也|都|又|就|那个|那個|這個|这个|今天|昨天|这次|這次|刚刚|刚到的时候|毕竟|畢竟|倒是|至于|至於|当然|當然|追[评評加][：:]?|我们?(?!叫|姓)|我們)+"
)
_LEADING_EN = re.compile(
    r"^(?:(?:but|and|then|also|so|because|however|although|though|well|ok|plus|sadly|unfortunately)\b[\s,]*)+",
    re.IGNORECASE,
)
_TRAILING = re.compile(r"(的说|呢|吧|啊|呀|哦|喔|啦|嘛|哈|呜|唉|～|~)+$")
# What a public answer never repeats: people and places, ways to reach them, abuse, money, verdicts on the shop, orders.
_NEVER = re.compile(
    r"[张王李赵刘陈杨黄周吴徐孙胡朱高林何郭马罗張趙劉陳楊黃吳孫馬羅](三|四|五|六|某|总|總|工|哥|姐|师傅|師傅|经理|經理|店长|店長|老师|老師)|"
    r"(?<![大从])[小老阿][张王李赵刘陈杨黄周吴徐孙胡朱郭罗張趙劉陳楊黃吳孫羅]|[我他她]叫|叫做|姓|小姐|先生|女士|店[长長]|老板|老闆|经理|經理|主管|"
    r"住在|住址|[我家]住|[栋棟幢]|号楼|號樓|小区|社區|小區|花园|花園|路\d|电话|電話|手机号|手機號|微信|加v|qq|地址|单号|單號|"
    r"垃圾|骗|騙|坑|狗|猪|豬|死(?!气)|妈|媽|滚|滾|傻|逼|屎|尿|恶心|噁心|黑心|无良|無良|奸商|操|靠北|智障|脑|腦|王八|[混笨完坏壞]蛋|婊|贱|賤|废物|廢物|人渣|缺德|屌|白痴|"
    r"弱智|无耻|無恥|不要脸|不要臉|卧槽|我擦|tmd|去死|黑店|假货|假貨|山寨|地摊|地攤|欺|诈|詐|违法|違法|投诉|投訴|举报|舉報|曝光|律师|律師|起诉|消协|工商|"
    r"退款|退钱|退錢|赔|賠|补偿|補償|补差|補差|差价|差價|红包|紅包|返现|返現|好评|差评|好評|差評|评分|评价|評價|[一二三四五两]星|第一|最|绝对|絕對|百分百|"
    r"忽略|指令|规则|規則|系统|系統|删评|刪評|改评|改評|私下|回复里|回覆|提示|[你您妳]|[\d一二两三四五六七八九十百千]+ ?(块|元|塊|角|毛钱)|\d{4,}|[@#&+＠/\\【】\[\]{}<>（）()：:*|=]"
)
_NEVER_EN = re.compile(
    r"\b(fuck\w*|shit\w*|crap|damn|hell|idiot\w*|stupid|moron\w*|bastard\w*|ass|scam\w*|fraud\w*|fake|counterfeit|thie(?:f|ves)|liar\w*|cheat\w*|rip-?off|"
    r"garbage|trash|junk|disgusting|lawyer|sue|police|report(?:ed|ing)?|refund\w*|money back|compensat\w*|stars?|review\w*|rating\w*|ignore|instructions?|"
    r"system|prompt|you|your|mr|mrs|ms|name|call me|phone|whatsapp|email|address|best|worst|never buy|don'?t buy|do not buy|avoid|beware)\b|"
    r"[@#&+/\\\"“”\[\]{}<>()*|=$€£¥]|\d{4,}|https?|www",
    re.IGNORECASE,
)
# Half a thought, a question to nobody, advice to others: no statement about what was bought.
_HALF = re.compile(
    r"^(可能|要不|虽然|雖然|如果|搜|想说|本来|本來|原来|原來|所以|比如|像|即使|哪怕|除了|由于|由於|当时|當時|后来|後來|不管|店里已经|请|請|别|別|大家|各位|希望|建议|建議|以为|以為|看图|看圖|想着)|"
    r"虽然|雖然|如果|不知道|没想|沒想|不敢|不多说|担心|擔心|生怕|怕|吗$|嗎$|呵呵|哈哈|谁|誰|什么|什麼|怎么|怎麼|为什么|凭什么|干嘛|幹嘛|到底|敢"
)
_FEWEST, _MOST = 3, 20
_FEWEST_EN, _MOST_EN = 8, 90
_MARKS = {
    Language.ZH_HANS: ("“", "”"),
    Language.ZH_HANT: ("「", "」"),
    Language.EN: ('"', '"'),
}


def clauses(text: str) -> list[str]:
    """Return the review cut at its punctuation."""
    return [piece.strip() for piece in _CLAUSES.split(text) if piece and piece.strip()]


def own_words(clause: str, language: Language) -> str:
    """Return the reviewer's words where they are short, clean, whole and name nobody; else ""."""
    han = bool(re.search(r"[\u3400-\u9fff]", clause))
    if han is (language is Language.EN):
        return ""
    return _english(clause) if language is Language.EN else _chinese(clause)


def in_marks(words: str, language: Language) -> str:
    """Return the words in the quotation marks of the language."""
    before, after = _MARKS[language]
    return f"{before}{words}{after}"


def is_half(clause: str) -> bool:
    """Whether the clause says nothing by itself: half a thought, a question to nobody, advice to others."""
    return bool(_HALF.search(_LEADING.sub("", clause)))


def _chinese(clause: str) -> str:
    bare = _TRAILING.sub("", _LEADING.sub("", _inner(clause)).strip())
    han = len(re.findall(r"[\u3400-\u9fff]", bare))
    if not _FEWEST <= len(bare) <= _MOST or han * 3 < len(bare) * 2:
        return ""
    return "" if _NEVER.search(bare.lower()) or _HALF.search(bare) else bare


def _inner(clause: str) -> str:
    """Return the clause with whole quotations in it set in inner marks, those torn by the cut left out."""
    whole = re.sub(r"[\"“「]([^\"“”「」]*)[\"”」]", r"‘\1’", clause)
    return re.sub(r"[\"“”「」]", "", whole)


def _english(clause: str) -> str:
    bare = _LEADING_EN.sub("", clause.strip()).strip()
    if not _FEWEST_EN <= len(bare) <= _MOST_EN or len(bare.split()) < 2 or not bare.isascii():
        return ""
    if _NEVER_EN.search(bare) or bare.isupper():
        return ""
    keeps = bare.startswith(("I ", "I'")) or bare[1:2].isupper()
    return bare if keeps else bare[:1].lower() + bare[1:]
