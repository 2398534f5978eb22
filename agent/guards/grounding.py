"""Facts of a text against what they may rest on: clauses, reasons, order facts.

A number with a unit, a date or an article that stands in no ground blocks; softer statements only warn. With no ground to
compare with, numbers and dates only warn, as nobody can tell; claims of proof (`proofs.py`) block even then.
"""

import re
from decimal import Decimal

from agent.domain.decision import DeadlineKind, Outcome
from agent.domain.finding import Finding, FindingKind, Severity
from agent.guards.acts import commitments
from agent.guards.guard import GuardContext
from agent.guards.proofs import Claim, claims, misquoted
from agent.guards.quantities import (
    MONEY,
    TIME,
    Facts,
    Quantity,
    articles,
    dates,
    facts,
    quantities,
    stated,
    within,
)
from agent.guards.sentences import Stretch, sentences
from agent.guards.views import View, Views

REFERENCE = "每个事实须有条款或订单依据（消费者权益保护法 第20条）"
_TELLING = (None, Outcome.INFORM, Outcome.DECLINE)  # nothing is given: every number is a fact
_BODY = frozenset({"mm", "g", "inch", "lb"})
"""Measures that a buyer gives of body, pet or room, to be told which size of a chart fits."""
_VAGUE = re.compile(r"一两|一二|两三|三[四五]|四五|五六|七八|\ba (?:day|week) or two\b")
# What the buyer went through is known to the buyer best: 害您白等一天, 两天都没接到电话.
_LIVED = re.compile(
    r"(?:[白久苦空]等|等了|害(?:您|你)|让(?:您|你)|耽误|拖了?)[^,，。]{0,6}$|\b(?:waited|waiting|wait of)[^.,]{0,12}$"
)
# A number in talk, not a fact of the shop: what stands before and after it in its clause.
_TALK = tuple(
    (re.compile(rf"(?:{before})$"), re.compile(rf"^[^,，]{{0,6}}(?:{after})"))
    for before, after in (
        (r"(?:您|你)[^,，]{0,10}", r"(?:下|买|拍|付|发|传|填|订|写)的"),  # 您10月3日下的那单
        (r"(?:身高|体重|脚长)[是约有]?|(?:买|穿|拍)的[那这][双件款个]", ""),  # 您体重65公斤
        (r"(?:我|我们|同事)[^,，]{0,4}", r"(?:后|内)[再去来就我]{0,3}(?:看|查|问|回来)"),
        (r"给我|先(?:观察|等|试|用|放|晾|穿|养)|\bgive (?:me|us) (?:about )?", ""),
        # How long the buyer is to soak, dry or rest the goods.
        (
            r"(?:泡|浸|晾干?|晒|静置|通风|煮|蒸|焖|冷藏|冷冻|醒|放凉|吹|烘)(?:上|个|大概|大约|约|至少|够|满)?"
            r"|\b(?:soak|leave|let|air|dry|hang|chill|rest|boil|steam)\b[^.,]{0,24}\b(?:for|about|another) ",
            "",
        ),
        (r"支持[^,，]{0,4}|感谢[^,，]{0,6}", r"来"),  # 感谢您三年来的支持
        (
            r"\byou (?:don't|do not) (?:see|hear|receive)[^,，]{0,20}|\byour (?:son|daughter|child)[^,，]{0,8}",
            "",
        ),
    )
)
_OPEN = re.compile(
    r"是否|有没有|能否|核实|查(?:一下|询|证|清)|确认一下|不确定|不清楚|没有写|未写明|没写|未注明|暂无|没有(?:找到|查到)|没找到|未找到|还不能|无法确认|拿不准|不敢(?:乱|随便)说|没办法确定|怕说错|问一?下同事|跟同事确认|\?|吗|whether|not (?:sure|stated|specified|certain)|check|confirm|verify|could you|can't find|cannot find|no information|want to guess|rather than guess|say for certain"
)
# An inquiry that is over leaves nothing open: 经与快递公司核实, 已向仓库确认.
_INQUIRED = re.compile(
    r"(?:经|已)(?:经)?(?:与|向|和|跟|过)?[^,，。]{0,12}?(?:核实|查证|查询|核对|核查|确认)|(?:核实|查证|核对)(?:过|到|完)了?|\b(?:have|has|we've|i've) (?:checked|confirmed|verified)\b"
)
_BUYERS = re.compile(
    r"您(?:说|提到|反馈|反映|描述|要求|申请|提出|主张|希望|认为|想|上传|发来|写)|您的(?:要求|诉求|评价|反馈|描述)|看到您|you (?:said|mention\w*|ask\w*|request\w*|wrote|report\w*|describ\w*|want\w*|claim\w*)|your (?:message|review|request|claim)"
)
_WAIT = re.compile(r"稍等|等(?:一下|待)?(?:您|我)?\d|片刻|马上|a moment|hold on|give (?:me|us)")
_FOLLOW = re.compile(
    r"回复|答复|联系|跟进|反馈|告知|同步|通知|核实|更新|结果|回音|方案|客服|处理|reply|get back|update|contact|respond|follow|answer|in touch|hear from|resolve|look into"
)
_LEGAL = re.compile(r"无理由|退|换|no[- ]reason|return|refund|cooling")
_SOFT_MATERIAL = re.compile(
    r"纯棉|全棉|碳纤维|全碳|高模量|真皮|牛皮|羊皮|羊毛|羊绒|羽绒|鹅毛|鸭毛|桑蚕丝|真丝|亚麻|钛合金|钛金属|不锈钢|铝合金|天然橡胶|生橡胶|牛筋底|gore-?tex|ip[x\d]\d|防水|防泼水|防滑|防静电|食品级|有机(?![会率器械房主油位票构制])|进口|原装|日本产|德国产|意大利|手工制作"
    r"|carbon fib(?:re|er)|genuine leather|cowhide|pure cotton|merino|goose feather|titanium|stainless steel|waterproof|organic|handmade|imported|made in (?:japan|germany|italy|france|korea)"
)
_SOFT_POLICY = re.compile(
    r"全国联保|终身(?:保修|质保|维修)|假一赔[一二三四五十\d]+|免费(?:试用|试穿|安装|上门|清洗|穿线|寄送|延保)|极速退款|先行赔付|破损包赔|坏单包赔|价保|保价|lifetime warranty|price match|free (?:installation|trial|stringing)|nationwide warranty"
)


def grounding_findings(views: Views, context: GuardContext) -> list[Finding]:
    """Return the facts that stand in no ground."""
    return _Grounding(views.plain, context).findings()


class _Grounding:
    """One text against its grounds."""

    def __init__(self, view: View, context: GuardContext) -> None:
        self.view, self.context = view, context
        self.grounds: list[Facts] = [facts(ground) for ground in context.grounds]
        self.bare = (
            not context.grounds
        )  # with nothing to compare with, a fact is only to be checked
        self.told = [*self.grounds, *(facts(words) for words in context.told)]
        self.promised = {place for span in _committing(view, context) for place in range(*span)}

    def findings(self) -> list[Finding]:
        found: list[Finding] = []
        for sentence in sentences(self.view.text):
            found += self._proofs(sentence)
            if _OPEN.search(_INQUIRED.sub("", sentence.text)):
                continue
            found += (
                self._numbers(sentence)
                + self._dates(sentence)
                + self._articles(sentence)
                + self._words(sentence)
            )
        return found

    def _proofs(self, sentence: Stretch) -> list[Finding]:
        """Return claims of proof that nothing in the context holds."""
        return [
            self._finding(claim.start, claim.end, claim.message, Severity.BLOCK)
            for claim in (*claims(sentence), *misquoted(sentence, self.view.text))
            if not self._held(claim)
        ]

    def _held(self, claim: Claim) -> bool:
        return any(
            claim.key in known.text or claim.article in known.articles for known in self.told
        )

    def _severity(self, hard: bool) -> Severity:
        return Severity.BLOCK if hard and not self.bare else Severity.WARN

    def _finding(self, start: int, end: int, message: str, severity: Severity) -> Finding:
        span = self.view.span(start, end)
        return Finding(
            kind=FindingKind.UNGROUNDED,
            severity=severity,
            span=span,
            message=message,
            reference=REFERENCE,
        )

    def _numbers(self, sentence: Stretch) -> list[Finding]:
        found = []
        for quantity in quantities(sentence.text):
            start, end = sentence.start + quantity.start, sentence.start + quantity.end
            if start in self.promised or self._known(quantity, sentence.text):
                continue
            if _LIVED.search(sentence.text[: quantity.start]):
                continue
            vague = _VAGUE.search(sentence.text[quantity.start : quantity.end])
            hard = (
                not vague
                and not _talk(sentence.text, quantity.start, quantity.end)
                and not stated(quantity, self.told)
                and not (quantity.measure in _BODY and within(quantity, self.grounds))
            )
            found.append(
                self._finding(
                    start,
                    end,
                    "这个数字没有条款或订单依据：请核对，或改成有依据的说法",
                    self._severity(hard),
                )
            )
        return found

    def _known(self, quantity: Quantity, text: str) -> bool:
        if stated(quantity, self.grounds):
            return True
        if quantity.measure in MONEY:
            ceiling = self.context.decided.amount_max if self.context.decided else None
            return ceiling is not None and quantity.amount <= Decimal(ceiling.value) * 100
        if quantity.measure in {"count", "times"}:
            return True
        return quantity.measure in TIME and self._known_time(quantity, text)

    def _known_time(self, quantity: Quantity, text: str) -> bool:
        """Return whether law or the desk's own follow-up gives this time."""
        if quantity.measure == "minute":
            return bool(_WAIT.search(text)) or quantity.amount <= 30
        if quantity.fact == ("hour", Decimal(168).normalize()) and _LEGAL.search(text):
            return True  # 消费者权益保护法 art. 25
        deadlines = self.context.decided.deadlines if self.context.decided else ()
        follow = bool(_FOLLOW.search(text)) or DeadlineKind.FOLLOW_UP in deadlines
        return (
            quantity.measure == "hour"
            and quantity.amount in {24, 48, 72}
            and follow
            and not re.search(r"发货|到账|送达|退款|ship|arriv|deliver", text)
        )

    def _dates(self, sentence: Stretch) -> list[Finding]:
        return [
            self._finding(
                sentence.start + start,
                sentence.start + end,
                "这个日期没有依据：请与订单核对",
                self._severity(
                    not _talk(sentence.text, start, end)
                    and not any(date in one.dates for one in self.told)
                ),
            )
            for start, end, date in dates(sentence.text)
            if not any(date in ground.dates for ground in self.grounds)
        ]

    def _articles(self, sentence: Stretch) -> list[Finding]:
        return [
            self._finding(
                sentence.start + start,
                sentence.start + end,
                "引用的条款号没有依据：请核对原文",
                self._severity(True),
            )
            for start, end, article in articles(sentence.text)
            if not any(article in ground.articles for ground in self.grounds)
        ]

    def _words(self, sentence: Stretch) -> list[Finding]:
        found = []
        for pattern, message in (
            (_SOFT_MATERIAL, "材质或性能的说法没有依据：请对照商品资料"),
            (_SOFT_POLICY, "服务承诺没有条款依据：请对照店铺政策"),
        ):
            for match in pattern.finditer(sentence.text):
                if not any(match[0] in ground.text for ground in self.grounds):
                    hard = bool(self.grounds) and not _BUYERS.search(sentence.text)
                    found.append(
                        self._finding(
                            sentence.start + match.start(),
                            sentence.start + match.end(),
                            message,
                            self._severity(hard),
                        )
                    )
        return found


def _talk(text: str, start: int, end: int) -> bool:
    """Return whether a number repeats what the buyer said or did, or says what somebody is going to look at and when."""
    before, after = re.split("[,，]", text[:start])[-1], re.split("[,，]", text[end:])[0]
    return bool(_BUYERS.search(text)) or any(
        one.search(before) and other.match(after) for one, other in _TALK
    )


def _committing(view: View, context: GuardContext) -> list[tuple[int, int]]:
    """Return the places, in the view, of clauses that commit: their numbers are the commitment guard's business."""
    return (
        [(act.clause.start, act.clause.end) for act in commitments(view.text)]
        if context.decided and context.decided.outcome not in _TELLING
        else []
    )
