"""What the shop's own documents say on the subject of a case, where no rule of the shop speaks.

Law is a floor: where it is silent a shop may promise more, and where it lets the shop exclude goods the shop may have done so.
A clause is consulted only where subject, goods, validity and platform match; what it grants or refuses is read sentence by sentence.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from agent.domain.reading import Problem, Want
from agent.domain.value import Value
from agent.policy.facts import Facts
from agent.policy.rule import Rule
from agent.policy.subjects import (
    after_the_end,
    dates_of,
    days_of,
    exclusions,
    handling,
    limited,
    narrowed_to,
    sentences,
    speaks_of,
    subjects_of,
    things,
)
from knowledge.clause import Citation, Clause

NO_REASON = frozenset({
    Problem.NONE, Problem.CHANGED_MIND, Problem.SIZE, Problem.SERVICE, Problem.PRICE_DROP, Problem.OUT_OF_STOCK, Problem.LATE,
    Problem.NOT_SHIPPED,
})  # fmt: skip

_QUOTE = 300
_ANY_GOODS = re.compile(
    r"商品|产品|產品|宝贝|寶貝|物品|东西|東西|\b(?:goods|items?|products?)\b", re.I
)
_GIVEN_BACK = re.compile(
    r"无理由|無理由|鉴赏期|鑑賞期|犹豫期|猶豫期|包退|无忧退|無憂退|(?:可以?|能|支持|接受|申请|申請|放心|均可|延长|延長).{0,12}退(?!差|补|補|还差|還差|回差|运费|運費|邮费|一半|坏)"
    r"|return (?:it|them|any|your|the|within)|(?:may|can) (?:be )?return|returns? (?:are )?(?:accepted|within)|\d+[- ]day returns?|money[- ]back",
    re.IGNORECASE,
)
_OTHER_MATTER = re.compile(
    r"质量|品質|瑕疵|故障|破损|破損|降价|降價|差价|差價|价保|保价|價保|发错|發錯|漏|缺件|工作日|工作天|到账|到帳|匯出|汇出|刷退|发票|發票|开票|出库|出貨|发货"
    r"|defect|fault|damag|business days|refund(?:s|ed)? (?:take|within)",
    re.IGNORECASE,
)
_TRIAL = re.compile(
    r"试用|試用|试穿|試穿|试睡|試睡|不满意|不滿意|拆封也|用过也|用過也|after use|not satisfied",
    re.I,
)
_ABROAD = re.compile(r"aliexpress|速卖通|速賣通", re.I)
_STAFF_TALK = re.compile(
    r"话术|話術|语气|語氣|口径|培训|培訓|模板|公告|准则|準則|script|tone", re.I
)


class Exclusion(Value):
    """A sentence that refuses to take goods back: for which goods, and after what was done with them."""

    text: str
    names: frozenset[str]
    any_goods: bool
    handling: frozenset[str]


class Part(Value):
    """A sentence of a clause, with the goods of the catalogue that it names."""

    text: str
    named: frozenset[str]


class Statement(Value):
    """A clause of the shop as far as a decision can consult it.

    `parts` are its sentences, each for the goods that it names. `days` are the spans within which it takes goods back without a reason, `limited` that it does so for some orders only, and
    `ruled` that a rule of the shop has set the clause down already.
    """

    clause_id: str
    citation: Citation
    topic: str
    text: str
    subjects: frozenset[str]
    narrowed: frozenset[str]
    exclusions: tuple[Exclusion, ...]
    parts: tuple[Part, ...] = ()
    abroad: bool
    talk: bool
    days: tuple[int, ...]
    limited: bool
    ruled: bool = False
    valid_from: date | None
    valid_to: date | None

    def applies(self, facts: Facts) -> bool:
        """Whether it is in force on the order's day, on this platform, and for these goods."""
        return self.in_force(facts) and fits(self.narrowed, facts)

    def in_force(self, facts: Facts) -> bool:
        """Whether it is in force on the order's day and speaks on this platform."""
        on = facts.order_date or facts.today
        if (self.valid_from and on < self.valid_from) or (self.valid_to and on > self.valid_to):
            return False
        return not self.abroad or facts.platform.lower() == "aliexpress"


def fits(named: frozenset[str], facts: Facts) -> bool:
    """Whether what a text names are these goods; a text that names none, and goods without a name, fit all."""
    goods = things(" ".join(facts.titles))
    return not (named and goods) or bool(named & goods)


class Documents(Value):
    """The statements of a release, and which of them search found for the case (best first)."""

    statements: tuple[Statement, ...] = ()
    hits: tuple[str, ...] = ()

    def found(self, clause_ids: Sequence[str]) -> "Documents":
        """Return the same with what search found."""
        return Documents(statements=self.statements, hits=tuple(clause_ids))

    def excluding(self, facts: Facts) -> Statement | None:
        """Return the clause that refuses to take these goods back as they are, if there is one."""
        goods = things(" ".join(facts.titles))
        if facts.intact is True or not goods:
            return None
        for one in self.statements:
            if one.exclusions and not one.ruled and one.applies(facts):
                if any(_meets(e, goods, facts) for e in one.exclusions):
                    return one
        return None

    def disclaiming(self, facts: Facts) -> Statement | None:
        """Return the clause that says that what the buyer tells of is natural and no fault, if there is one."""
        told = things(facts.said)
        for one in self.statements:
            if one.ruled or not one.applies(facts):
                continue
            for part in one.parts:
                named = _no_fault(part) if fits(part.named, facts) else frozenset()
                if named & told:
                    return one
        return None

    def promising(self, facts: Facts, rule: Rule) -> Statement | None:
        """Return the clause that may give what a pack's rule refuses because law is silent, if there is one."""
        if Problem.PRICE_DROP is facts.problem:
            on_subject = [
                s
                for s in self.statements
                if "price_drop" in s.subjects and not s.ruled and _offers_price(s, facts)
            ]
            return max(on_subject, key=lambda s: s.clause_id in self.hits, default=None)
        if facts.want is Want.EXCHANGE and facts.intact is not False:
            swap = next((s for s in self.statements if _swaps_later(s, facts)), None)
            if swap:
                return swap
        late = rule.condition("days_since_delivered")
        worn = rule.condition("intact")
        if (late and late.minimum is not None) or (worn and worn.one_of == (False,)):
            return next(
                (
                    s
                    for s in self.statements
                    if not s.ruled and s.applies(facts) and _longer(s, facts)
                ),
                None,
            )
        return None

    def on_subject(self, subjects: Sequence[str], facts: Facts) -> Statement | None:
        """Return the clause nearest to the first of the subjects that any clause speaks of; what search found comes first."""
        for subject in subjects:
            scored = [
                (self._nearness(s, subject, facts), s)
                for s in self.statements
                if subject in s.subjects
            ]
            scored = [(near, s) for near, s in scored if near > 0 and s.applies(facts)]
            if scored:
                return max(scored, key=lambda pair: pair[0])[1]
        return None

    def _nearness(self, one: Statement, subject: str, facts: Facts) -> float:
        in_topic = speaks_of(one.topic, subject)
        place = self.hits.index(one.clause_id) if one.clause_id in self.hits else None
        if not in_topic and place is None:
            return 0.0
        abroad = 3.0 * (one.abroad and facts.platform.lower() == "aliexpress")
        near = abroad + 3.0 * bool(in_topic) + min(speaks_of(one.text, subject), 4) - 2.0 * one.talk
        return near + (4.0 - 0.7 * place if place is not None else 0.0)


def read_documents(
    clauses: Sequence[Clause],
    cited: frozenset[tuple[str, str]] = frozenset(),
    titles: Iterable[str] = (),
) -> Documents:
    """Return what a release says; clauses that a rule of the shop cites (`cited`) grant and refuse through that rule alone.

    `titles` are the titles and categories of the catalogue: a heading that names some of them limits its clauses to these.
    """
    rows = [
        f"{c.heading.split('!')[0]} {_values(c.text)}"
        for c in clauses
        if _PRODUCT_ROW.search(c.text)
    ]
    goods = things("\n".join([*titles, *rows]))
    kept = [c for c in clauses if not c.products and not _PRODUCT_ROW.search(c.text)]
    return Documents(
        statements=tuple(_statement(c, goods, (c.path, c.heading) in cited) for c in kept)
    )


_PRODUCT_ROW = re.compile(
    r"(?:编码|编号|编碼|货号|貨號|品号|品號|款号|款號|料號|sku|商品编号|品名|商品名称|商品名稱|item no)\s*[:：]",
    re.I,
)


_COLUMN = re.compile(r"(?:^|[；;\n])[^；;\n:：]{1,14}[:：]")


def _values(row: str) -> str:
    """Return the cells of a catalogue row without the names of its columns, which name no goods."""
    return _COLUMN.sub("；", row)


def _statement(clause: Clause, goods: frozenset[str], ruled: bool) -> Statement:
    row = "!" in clause.heading
    topic = clause.text.split("\n")[0] if row else clause.heading.split(" > ")[-1]
    text = clause.text if row else f"{topic} {clause.text}"
    where = f"{clause.path} {clause.heading}"
    names = narrowed_to(clause.heading)
    return Statement(
        clause_id=clause.clause_id,
        citation=Citation(path=clause.path, heading=clause.heading, quote=clause.text[:_QUOTE]),
        topic=topic,
        text=clause.text,
        subjects=subjects_of(text),
        narrowed=things(names) & goods,
        exclusions=tuple(_exclusion(s, names) for s in exclusions(clause.text)),
        parts=tuple(Part(text=s, named=things(s) & goods) for s in sentences(clause.text)),
        abroad=bool(_ABROAD.search(where)),
        talk=bool(_STAFF_TALK.search(where)),
        days=tuple(granting_days(clause.text)),
        limited=limited(clause.text),
        ruled=ruled,
        valid_from=clause.valid_from,
        valid_to=clause.valid_to,
    )


def _exclusion(sentence: str, names: str) -> Exclusion:
    return Exclusion(
        text=sentence,
        names=things(f"{sentence} {names}"),
        any_goods=bool(_ANY_GOODS.search(sentence)),
        handling=handling(sentence),
    )


def _meets(one: Exclusion, goods: frozenset[str], facts: Facts) -> bool:
    """Whether an exclusion names these goods and, where it asks for that, what was done with them."""
    named = bool(one.names & goods)
    if one.handling:
        named = named or one.any_goods or any(head in one.text for head in _heads(facts.titles))
        return named and bool(one.handling & set(facts.handled))
    return named


_HEAD = re.compile(r"^[^\u4e00-\u9fff]*[\u4e00-\u9fff]*?([\u4e00-\u9fff])(?![\u4e00-\u9fff])")
_NO_HEAD = frozenset("器机機包品子件套装裝款色号號盒瓶袋片双雙对對组組人用具头頭新")


def _heads(titles: Iterable[str]) -> frozenset[str]:
    """Return the character that says what a thing is: the last of a title's first word (乳胶枕 is a 枕)."""
    found = (_HEAD.search(title) for title in titles)
    return frozenset(m.group(1) for m in found if m) - _NO_HEAD


def granting_days(text: str) -> list[int]:
    """Return the days within which a clause takes goods back without a reason, leaving out other spans in it."""
    return [
        days
        for sentence in sentences(text)
        if _GIVEN_BACK.search(sentence)
        and not exclusions(sentence)
        and not _OTHER_MATTER.search(sentence)
        and not after_the_end(sentence)
        for days in days_of(sentence)
    ]


_NO_PRICE = re.compile(
    r"(?:不|无|無|没有|沒有|概不|恕不|不再)(?:做|支持|支援|提供|享受|享有|参与|參與|适用|適用|予)?(?:任何)?(?:价格保护|價格保護|保价|保價|价保|價保|补差|補差|退差|差价|差價)"
    r"|no price (?:protection|match|adjust)|do(?:es)? not (?:offer|give) price",
    re.IGNORECASE,
)


_NATURAL = re.compile(
    r"(?:不算|不属于?|不屬於?|不视为|不視為)(?:是)?(?:质量|品質|瑕疵|坏|壞|问题|問題|破损|破損|缺陷|故障|不良|商品问题)"
    r"|(?:属于?|屬於?|是)(?:自然|正常)|正常现象|正常現象|自然现象|自然現象"
    r"|不在[^，。]{0,6}(?:赔付|賠付|理赔|理賠|售后|售後|退换|退換)[^，。]{0,3}[范範][围圍]"
    r"|not (?:considered )?(?:as )?(?:a )?(?:defects?|faults?)|(?:is|are) normal|natural (?:variation|feature)",
    re.IGNORECASE,
)
_SAYS_NOTHING = frozenset(
    "质量 品質 问题 問題 瑕疵 范围 範圍 赔付 賠付 现象 現象 自然 正常 属于 屬於 不算 不属 不屬 商品 产品 售后 售後 买家 客人 退货 退貨 退换 退換"
    " 可能 因人 而异 略有 差别 差別 这个 這個 不在 在赔 轻微 輕微 defect defects fault faults considered normal natural item items".split()
)


def _no_fault(part: Part) -> frozenset[str]:
    """Return what a sentence names as natural and no fault, without the goods themselves."""
    found = _NATURAL.search(part.text)
    return things(part.text[: found.start()]) - part.named - _SAYS_NOTHING if found else frozenset()


_FAULTY = re.compile(
    r"质量|品質|瑕疵|故障|破损|破損|发错|發錯|漏发|漏發|少发|defect|fault|damag|wrong",
    re.IGNORECASE,
)


def about_faults(text: str) -> bool:
    """Whether a sentence speaks of faulty, damaged or wrong goods."""
    return bool(_FAULTY.search(text))


def refuses_price(text: str) -> bool:
    """Whether a sentence says that a later fall of the price is not made up."""
    return bool(_NO_PRICE.search(text))


def _offers_price(one: Statement, facts: Facts) -> bool:
    """Whether a clause may make up a fall of the price of these goods."""
    if not one.applies(facts):
        return False
    told = [p for p in one.parts if speaks_of(p.text, "price_drop")]
    return not told or any(fits(p.named, facts) and not refuses_price(p.text) for p in told)


def _swaps_later(one: Statement, facts: Facts) -> bool:
    """Whether a clause may exchange the goods for a matter of taste or size although the lawful days are over."""
    elapsed = facts.days_since_delivered
    if one.ruled or elapsed is None or not one.applies(facts):
        return False
    return any(
        speaks_of(p.text, "exchange")
        and not _OTHER_MATTER.search(p.text)
        and not exclusions(p.text)
        and max(days_of(p.text), default=0) >= elapsed
        for p in one.parts
        if fits(p.named, facts)
    )


def _longer(one: Statement, facts: Facts) -> bool:
    """Whether a clause may still take the goods back: a longer period, or one for goods that were tried."""
    elapsed = facts.days_since_delivered
    days = one.days
    if elapsed is None or not days or max(days) < elapsed:
        return False
    if facts.intact is False and not _TRIAL.search(one.text):
        return False
    return not one.limited or _reaches(one, days, facts)


def _reaches(one: Statement, days: Sequence[int], facts: Facts) -> bool:
    """Whether a clause that is limited to some orders reaches this one: by its dates, or because the buyer speaks of it."""
    dates, on = dates_of(one.text), facts.order_date
    if dates and on:
        first, last = dates
        day = on.month * 100 + on.day
        return first <= day <= last if first <= last else day >= first or day <= last
    return bool({d for d in days if d > 7} & set(days_of(facts.said)))
