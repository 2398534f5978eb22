"""One clause of a shop as a decision can consult it: what it grants, refuses, limits and calls natural, sentence by sentence."""

import re
from datetime import date

from agent.domain.value import Value
from agent.policy.facts import Facts
from agent.policy.spans import day_spans
from agent.policy.subjects import (
    after_the_end,
    exclusions,
    handling,
    in_force,
    limited,
    narrowed_to,
    sentences,
    subjects_of,
    things,
)
from knowledge.clause import Citation, Clause

_QUOTE = 300

_ANY_GOODS = re.compile(
    r"商品|产品|產品|宝贝|寶貝|物品|东西|東西|\b(?:goods|items?|products?)\b", re.I
)

_GIVEN_BACK = re.compile(
    r"无理由|無理由|鉴赏期|鑑賞期|犹豫期|猶豫期|包退|无忧退|無憂退|(?:[没沒]|未)[^，。；]{1,4}的(?:都|可以|能)?[收退](?!钱|錢|款)|(?:可以?|能|支持|接受|申请|申請|放心|均可|延长|延長).{0,12}退(?!差|补|補|还差|還差|回差|运费|運費|邮费|一半|坏)"
    r"|send (?:it|them|back)|return (?:it|them|any|your|the|within|unused)|(?:may|can) (?:be )?return|returns? (?:are )?(?:accepted|within)|\d+[- ]day returns?|money[- ]back",
    re.IGNORECASE,
)


OTHER_MATTER = re.compile(
    r"质量|品質|瑕疵|故障|破损|破損|降价|降價|差价|差價|价保|保价|價保|发错|發錯|漏|缺件|工作日|工作天|到账|到帳|匯出|汇出|刷退|发票|發票|开票|出库|出貨|发货"
    r"|defect|fault|damag|business days|refund(?:s|ed)? (?:take|within)",
    re.IGNORECASE,
)

_ABROAD = re.compile(r"aliexpress|速卖通|速賣通", re.I)
# Documents on parcels that leave the country; goods that come from abroad (海外直邮, 海外购) are sold at home.
_OVERSEAS = re.compile(
    r"(?:海外|境外|国外|國外)的?(?:订单|訂單|买家|買家|顾客|顧客|客户|客戶|客人|用户|用戶|寄送|配送|运送|運送|运费|運費|退|保固|保修|售后|售後|发货|發貨|出货|出貨|地址)"
    r"|(?:国际|國際)(?:订单|訂單|寄送|配送|运送|運送|运费|運費|快递|快遞|退)|\boverseas\b|\boutside (?:of )?(?:the mainland|mainland|china|taiwan)"
    r"|\binternational[- ](?:orders?|shipping|shipments?|customers?|buyers?|returns?|deliver\w*)",
    re.I,
)

_STAFF_TALK = re.compile(
    r"话术|話術|语气|語氣|口径|培训|培訓|模板|公告|准则|準則|script|tone",
    re.I,
)

_INTERNAL = re.compile(
    r"内部|內部|备忘|備忘|[别勿不][^，。#/]{0,4}(?:外发|外發|外传|外傳)|不给客人|不給客人|\binternal\b|staff only",
    re.I,
)


class Exclusion(Value):
    """A sentence that refuses to take goods back: for which goods, and after what was done with them.

    `listed` are the goods of the catalogue among its words.
    """

    text: str
    names: frozenset[str]
    any_goods: bool
    handling: frozenset[str]
    listed: frozenset[str] = frozenset()


class Part(Value):
    """A sentence of a clause, with the goods of the catalogue that it names."""

    text: str
    named: frozenset[str]


class Statement(Value):
    """A clause of the shop as far as a decision can consult it.

    `parts` are its sentences, each for the goods that it names; `scope` the goods for which its section says that it holds, `products` the SKUs that it is about. `days` are the spans within which it takes goods back without a reason, `limited` that it does so for some orders only, and
    `ruled` that a rule of the shop has set the clause down already; `natural` are the qualities that it calls normal, and no fault.
    """

    clause_id: str
    citation: Citation
    language: str = ""
    topic: str
    text: str
    subjects: frozenset[str]
    narrowed: frozenset[str]
    scope: frozenset[str] = frozenset()
    products: tuple[str, ...] = ()
    exclusions: tuple[Exclusion, ...]
    parts: tuple[Part, ...] = ()
    natural: frozenset[str] = frozenset()
    abroad: bool
    overseas: bool = False
    talk: bool
    internal: bool = False
    days: tuple[int, ...]
    limited: bool
    ruled: bool = False
    valid_from: date | None
    valid_to: date | None

    def applies(self, facts: Facts) -> bool:
        """Whether it is in force on the order's day, on this platform, and for these goods."""
        if self.products and not set(self.products) & set(facts.skus):
            return False
        return self.in_force(facts) and fits(self.narrowed, facts) and _in_scope(self.scope, facts)

    def in_force(self, facts: Facts) -> bool:
        """Whether it is in force on the order's day and speaks on this platform."""
        on = facts.order_date or facts.today
        if (self.valid_from and on < self.valid_from) or (self.valid_to and on > self.valid_to):
            return False
        if self.overseas and not facts.overseas:
            return False
        return not self.abroad or facts.platform.lower() == "aliexpress"


def fits(named: frozenset[str], facts: Facts) -> bool:
    """Whether what a text names are these goods; a text that names none, and goods without a name, fit all."""
    goods = things(" ".join((*facts.titles, *facts.described)))
    return not (named and goods) or bool(named & goods)


def _in_scope(scope: frozenset[str], facts: Facts) -> bool:
    """Whether a list of goods names these by their titles; what the catalogue says about them names others too."""
    goods = things(" ".join(facts.titles))
    return not (scope and goods) or bool(scope & goods)


PRODUCT_ROW = re.compile(
    r"(?:编码|编号|编碼|货号|貨號|品号|品號|款号|款號|料號|sku|商品编号|品名|商品名称|商品名稱|item no)\s*[:：]",
    re.I,
)

_COLUMN = re.compile(r"(?:^|[；;\n])[^；;\n:：]{1,14}[:：]")


def cells(row: str) -> str:
    """Return the cells of a catalogue row without the names of its columns, which name no goods."""
    return _COLUMN.sub("；", row)


_LIST = re.compile(
    r"(.+?)(?:目录|目錄|列表|清单|清單|价目表|價目表|一览|一覽|表|catalogue|catalog|list)$", re.I
)


def listed(heading: str) -> str:
    """Return what the sheet of a row lists, by its name ("水果目录" lists 水果; a sheet of specifications lists nothing)."""
    found = _LIST.match(heading.split("!")[0].strip())
    return found[1] if found else ""


def read_statement(clause: Clause, goods: frozenset[str], ruled: bool) -> Statement:
    """Read a clause; `goods` is the vocabulary of the catalogue, `ruled` that a rule of the shop cites it."""
    row = "!" in clause.heading
    told = clause.text if row else in_force(clause.text)
    topic = clause.text.split("\n")[0] if row else clause.heading.split(" > ")[-1]
    text = told if row else f"{topic} {told}"
    where = f"{clause.path} {clause.heading}"
    names = narrowed_to(clause.heading)
    refused = sentences(told) if exclusions(topic) and not row else exclusions(told)
    internal = bool(_INTERNAL.search(where))
    return Statement(
        clause_id=clause.clause_id,
        language=clause.language,
        citation=Citation(path=clause.path, heading=clause.heading, quote=clause.text[:_QUOTE]),
        topic=topic,
        text=told,
        subjects=subjects_of(text),
        narrowed=things(names) & goods,
        products=clause.products,
        exclusions=tuple(_exclusion(s, names, goods) for s in refused),
        parts=tuple(Part(text=s, named=things(s) & goods) for s in sentences(told)),
        natural=states(text) if calls_natural(told) else frozenset(),
        abroad=bool(_ABROAD.search(where)),
        overseas=bool(_OVERSEAS.search(where)),
        talk=internal or bool(_STAFF_TALK.search(where)),
        internal=internal,
        days=tuple(granting_days(told)),
        limited=limited(told),
        ruled=ruled,
        valid_from=clause.valid_from,
        valid_to=clause.valid_to,
    )


def _exclusion(sentence: str, names: str, goods: frozenset[str]) -> Exclusion:
    return Exclusion(
        text=sentence,
        names=things(f"{sentence} {names}"),
        any_goods=bool(_ANY_GOODS.search(sentence)),
        handling=handling(sentence),
        listed=things(f"{sentence} {names}") & goods,
    )


def granting_days(text: str) -> list[int]:
    """Return the days within which a clause takes goods back without a reason, leaving out other spans in it."""
    return [
        days
        for sentence in sentences(text)
        if _GIVEN_BACK.search(sentence)
        and not exclusions(sentence)
        and not OTHER_MATTER.search(sentence)
        and not after_the_end(sentence)
        for days in day_spans(sentence)
    ]


_NO_PRICE = re.compile(
    r"(?:不|无|無|没有|沒有|概不|恕不|不再)(?:做|支持|支援|提供|享受|享有|参与|參與|适用|適用|予)?(?:任何)?(?:价格保护|價格保護|保价|保價|价保|價保|补差|補差|退差|差价|差價)"
    r"|no price (?:protection|match|adjust)|do(?:es)? not (?:offer|give) price",
    re.IGNORECASE,
)


def refuses_price(text: str) -> bool:
    """Whether a sentence says that a later fall of the price is not made up."""
    return bool(_NO_PRICE.search(text))


_FAULTY = re.compile(
    r"质量|品質|瑕疵|故障|破损|破損|发错|發錯|漏发|漏發|少发|defect|fault|damag|wrong",
    re.IGNORECASE,
)


def about_faults(text: str) -> bool:
    """Whether a sentence speaks of faulty, damaged or wrong goods."""
    return bool(_FAULTY.search(text))


_NATURAL = re.compile(
    r"(?:不算|不属于?|不屬於?|不视为|不視為)(?:是)?(?:质量|品質|瑕疵|坏|壞|问题|問題|破损|破損|缺陷|故障|不良|商品问题)"
    r"|(?:属于?|屬於?|是)(?:自然|正常)|正常现象|正常現象|自然现象|自然現象"
    r"|不在[^，。]{0,6}(?:赔付|賠付|理赔|理賠|售后|售後|退换|退換)[^，。]{0,3}[范範][围圍]"
    r"|≠|不赔不退|不賠不退|不在[^，。]{0,4}(?:包赔|包賠)|(?<!不)正常的"
    r"|not (?:considered )?(?:as )?(?:a )?(?:defects?|faults?)|(?:is|are) normal|natural (?:variation|feature)",
    re.IGNORECASE,
)

_STATE = re.compile(
    r"([\u4e00-\u9fff])(?:得|的(?=[我人跟像要没沒]|是|很正常|正常)|死(?:了|人)|到[我人])"
    r"|(?:太|很|好|真|超|巨|特别|特別|这么|這麼|那么|那麼|有点儿?|有點|有些|偏|发|發|略|微|比较|比較|是)([\u4e00-\u9fff])(?:的|了|啊|呀|吧|哦|$|(?=[，。！？!?\s]))"
    r"|(?:有点儿?|有點|有些|偏|略|微|不)([\u4e00-\u9fff])"
)
"""How a quality is told of a thing, by its grammar: 「硬得…」, 「太酸了」, 「有点涩」, 「是硬的」."""
_NO_QUALITY = frozenset(
    "我你他她它这那是有的了不没好多少大小退换想要会能可都也就还对行错啥么点些人跟像得到"
)


def states(text: str) -> frozenset[str]:
    """Return the qualities that a text tells of, one character each, by the grammar of degree and state."""
    found = {next(group for group in match.groups() if group) for match in _STATE.finditer(text)}
    return frozenset(found - _NO_QUALITY)


_COUNTS = frozenset("一二三四五六七八九十两兩几幾个個这這那的了是有在就都会會")
_SAYS_NOTHING = frozenset(
    "质量 品質 问题 問題 瑕疵 范围 範圍 赔付 賠付 现象 現象 自然 正常 属于 屬於 不算 不属 不屬 商品 产品 售后 售後 买家 客人 退货 退貨 退换 退換"
    " 可能 因人 而异 略有 差别 差別 这个 這個 不在 在赔 轻微 輕微 defect defects fault faults considered normal natural item items".split()
)


def calls_natural(text: str) -> bool:
    """Whether a text calls something natural, normal or outside what the shop pays for."""
    return bool(_NATURAL.search(text))


def calls_normal(one: Statement, said: str, facts: Facts) -> bool:
    """Whether a clause about these goods calls a quality normal that the buyer complains of (「硬的是正常的」, 「硬得跟石头样」)."""
    told = states(said)
    if not (told and one.natural & told):
        return False
    if things(one.topic) & things(" ".join(facts.titles)):
        return True
    return any(
        part.named and fits(part.named, facts) and calls_natural(part.text)
        and states(part.text) & told
        for part in one.parts
    )  # fmt: skip


def no_fault(part: Part) -> frozenset[str]:
    """Return what a sentence names as natural and no fault, without the goods themselves."""
    found = _NATURAL.search(part.text)
    if not found:
        return frozenset()
    names = things(part.text[: found.start()]) - part.named - _SAYS_NOTHING
    return frozenset(name for name in names if not set(name) & _COUNTS)
