"""The commitment linter: every binding act of a text against what was decided.

消费者权益保护法实施条例 art. 12 and 民法典 art. 491: what a shop says in a chat binds it. So acts, amounts, shares, times and
guarantees pass only when the decision, or a clause of the shop, covers them.
"""

import re
from collections.abc import Sequence

from agent.domain.decision import DeadlineKind, Outcome
from agent.domain.finding import Finding, FindingKind, Severity
from agent.guards.acts import (
    Act,
    Commitment,
    after_failure,
    at_will,
    commitments,
    grants,
    merely_conditional,
    tells_of,
)
from agent.guards.freight import freight_findings
from agent.guards.guard import Decided, GuardContext
from agent.guards.quantities import (
    TIME,
    Quantity,
    dates,
    facts,
    quantities,
)
from agent.guards.sentences import Stretch, clauses, sentences
from agent.guards.sums import REFUSING, Sums
from agent.guards.views import View, Views

REFERENCE = "消费者权益保护法实施条例 第12条"
_ALLOWED: dict[Outcome, frozenset[Act]] = {
    Outcome.REFUND: frozenset({Act.REFUND, Act.KEEP}),
    Outcome.RETURN_REFUND: frozenset({Act.REFUND, Act.RETURN}),
    Outcome.EXCHANGE: frozenset({Act.EXCHANGE, Act.RETURN, Act.RESHIP}),
    Outcome.RESHIP: frozenset({Act.RESHIP, Act.KEEP}),
    Outcome.REPAIR: frozenset({Act.REPAIR, Act.RETURN}),
    Outcome.COMPENSATE: frozenset({Act.COMPENSATE, Act.REFUND, Act.KEEP}),
}
_OFFERABLE: dict[str, frozenset[Act]] = {
    "exchange": frozenset({Act.EXCHANGE, Act.RETURN}), "repair": frozenset({Act.REPAIR, Act.RETURN}),
    "return_refund": frozenset({Act.REFUND, Act.RETURN}), "refund": frozenset({Act.REFUND}), "reship": frozenset({Act.RESHIP}),
    "coupon": frozenset({Act.COMPENSATE}), "compensate": frozenset({Act.COMPENSATE}),
}  # fmt: skip
_NAMES = {
    Act.REFUND: "退款", Act.RETURN: "退货", Act.EXCHANGE: "换货", Act.RESHIP: "补发", Act.REPAIR: "维修",
    Act.COMPENSATE: "补偿或赠送", Act.KEEP: "免退回",
}  # fmt: skip
# What a clause that asks for a time says of it is no time that is promised.
_ASKED = re.compile(r"吗|\?|时候|是否|几[号天时点]|多久|哪天|(?<!不)(.)不\1")
_GUARANTEE = re.compile(
    r"(?:保证|一定|肯定|绝对|百分百|100%|必定|必须能|包您|担保|打包票|我敢说|承诺|拍胸脯|铁定|准保|保准|一准|准能|妥妥|稳稳|无论如何都会)(?!金|书|人|期|时效|条)[^。!?;,，]{0,12}?"
    r"(?P<act>退|赔|换|到账|发货|出货|发出|寄出|[发寄]走|送到|送达|收到|拿到|拆上|用上|到货|到(?=您|手|达|[,，。!~]|$)|在(?:您|你)(?:家|门)|解决|修好|满意|没问题|没有问题|不会(?:再)?|处理好|处理完|成功|通过|当天|今天|明天|补发)"
    r"|(?:必|准时|(?<![标批核不没恩])准)(?P<sure>到(?!付|店)|达|发(?!货地)|退|赔)"
    r"|\b(?:definitely|guarantee[ds]?|promise[ds]?|certainly will|for sure|without fail|absolutely will|100 ?%|100 percent|rest assured|surely)\b[^.!?;]{0,40}\b(?P<en>refund\w*|arriv\w*|deliver\w*|reach\w*|ship\w*|receiv\w*|resolv\w*|fix\w*|satisf\w*|never|no (?:more )?problem\w*|won't|replace\w*|compensat\w*|today|tomorrow|happen\w*)"
)
_EFFORT = re.compile(
    r"(?:一定|肯定|必定|承诺|保证)(?:会|要)?(?:再|更|都|全力|积极)?(?:尽|努力|认真|改进|重视|加强|跟进|严格|反馈|及时|负责|好好|查|协助|配合|积极|转达|督促|优化|注意|吸取|提醒|用心|第一时间)|[不没](?:能|敢|会|作|做|可|法|一|是)*(?:保证|一定|肯定|承诺|担保)|无法(?:给您|向您)?(?:保证|承诺|肯定)|未(?:曾)?承诺|(?:是否|有没有|谁|客服|您说的?)[^。!?;]{0,8}(?:承诺|保证)|(?:服务|发货|售后|时效|店铺|商家)(?:的)?承诺|cannot (?:guarantee|promise)|can't (?:guarantee|promise)|unable to (?:guarantee|promise)|not (?:guarantee|promise)|(?:guarantee|promise) (?:period|card)"
)
_DONE_BY = re.compile(
    r"到账|发货|出货|寄出|[发寄]走|发出|送达|送到|补[发寄]|重[发寄]|退款|退到|退回|退给|打款|处理完|解决|完成|办好|办理|收到货|到货|出库|揽收|换新|赔付|安排|ship|arriv|deliver|refund|dispatch|resolv|credit|process|send|sent"
)
# Words for one and the same time, so that a ground may say 今日 where the text says 今天 or today.
_SOON = tuple(
    re.compile(words)
    for words in (
        r"今[天日晚]|\btoday\b|\btonight\b",
        r"明[天日]|\btomorrow\b",
        r"后天",
        r"当[天日]|\bsame[- ]day\b",
        r"秒(?:到|退)|立刻|立即到|马上到|\bright away\b|\bimmediately\b",
        r"[本这]周|\bthis week\b",
        r"下周|\bnext week\b",
        r"月底前",
        r"\bwithin the hour\b",
    )
)
_CONTACT = re.compile(
    r"回复|答复|联系您|联系你|跟进|反馈|告知|同步|通知|核实|查询|更新|回电|给您(?:一个)?(?:结果|消息|回音|说法|处理方案|方案)|答覆|跟您|沟通|首次响应|响应|reply|get back|update|contact you|respond|follow up|answer|in touch|hear from|come back to you|look into|check"
)
_PAST_OR_BUYER = re.compile(
    r"刚(?:刚)?(?:送|收|到)|[慢晚迟](?:到)?了|建议|静置|通电|充电|浸泡|\bshould\b|已(?:经)?(?:于)?[^,，]{0,8}(?:发出|寄出|签收|发货|出库|揽收|到达|送达)|昨天|昨日|前天|上周|之前|(?<!申)请(?:您|于|在|尽)|麻烦(?:您|你)?|您(?:可|需|要|在|于|应|签收|收到)|寄回|退回来|申请(?:退|换|售后)|无理由|延保|保修|质保|预计|一般|通常|大约|左右|为准|正常|(?:was|were|has been|have been) (?:shipped|delivered|sent|signed)|within \w+ days (?:of|after)|please|you (?:can|may|have|need)|usually|normally|typically|estimated|expected|approximately"
)
_HAPPENED = re.compile(r"已(?:经)?(?:在|于)?[^,，]{0,6}$")
_DONE = re.compile(
    r"昨[天日晚]|前天|上周|上个?月|已(?:经)?|(?:发|寄|退|换|补|赔|修)(?:好|完|出去?|回去?|过)?了|(?:[点办批打走]|操作|提交|发起|通过)(?:好|完|过)?了(?=[退换补赔])|\d日|\b(?:was|were|has been|went out|yesterday|already)\b"
)


def commitment_findings(views: Views, context: GuardContext) -> list[Finding]:
    """Return undecided promises, and freight that was forgotten or contradicts the decision."""
    checker = _Checker(views.plain, context)
    return [*checker.findings(), *freight_findings(views.plain, context, checker.found)]


def agrees(text: str, outcome: Outcome) -> bool:
    """Return whether a text agrees, firmly or under a condition, to what the outcome gives the buyer."""
    by_the_way = {Act.KEEP} if outcome is Outcome.RETURN_REFUND else {Act.KEEP, Act.RETURN}
    given = _ALLOWED.get(outcome, frozenset()) - by_the_way
    return any(act.act in given for act in commitments(Views(text).plain.text))


def says_by_when(text: str) -> bool:
    """Return whether a clause says by when something is done or answered."""
    return any(
        (_DONE_BY.search(clause.text) or _CONTACT.search(clause.text))
        and (dates(clause.text) or any(one.measure in TIME for one in quantities(clause.text)))
        for sentence in sentences(Views(text).plain.text)
        for clause in clauses(sentence)
    )


def on_terms(text: str, grounds: Sequence[str]) -> bool:
    """Return whether all that a sentence gives is given under a condition, and a clause of the shop grants the same."""
    acts = commitments(text)
    return (
        bool(acts)
        and merely_conditional(text)
        and not at_will(text)
        and all(
            act.conditional and any(grants(act.act, facts(ground).text) for ground in grounds)
            for act in acts
        )
    )


class _Checker:
    """One text against one decision."""

    def __init__(self, view: View, context: GuardContext) -> None:
        self.view, self.context = view, context
        self.decided = context.decided or Decided()
        self.grounds = [facts(ground) for ground in context.grounds]
        self.found = commitments(view.text)
        self.sums = Sums(view.text, context, self.grounds, self.found)

    def findings(self) -> list[Finding]:
        found = [finding for act in self.found if (finding := self._act(act))]
        found += [self._finding(*wrong) for wrong in self.sums.wrong()]
        for sentence in sentences(self.view.text):
            for clause in clauses(sentence):
                found += self._times(clause, sentence)
            found += self._guarantees(sentence)
        return found

    def _finding(
        self, start: int, end: int, message: str, severity: Severity = Severity.BLOCK
    ) -> Finding:
        span = self.view.span(start, end)
        return Finding(
            kind=FindingKind.PROMISE,
            severity=severity,
            span=span,
            message=message,
            reference=REFERENCE,
        )

    def _act(self, act: Commitment) -> Finding | None:
        outcome = self.decided.outcome
        name = _NAMES[act.act]
        allowed = _ALLOWED.get(outcome, frozenset()) if outcome else frozenset()
        if act.act in allowed:
            if self.decided.pending and not act.conditional and not self._stated(act.clause.text):
                return self._finding(
                    act.start, act.end, f"{name}还要等资料核实：请写明「核实后」再办理"
                )
            return None
        if outcome is Outcome.RESHIP and act.act is Act.COMPENSATE and self._made_up(act):
            return None
        offered = _OFFERABLE.get(self.decided.alternative or "", frozenset())
        if act.act in offered or self._stated(act.clause.text) or self._reported(act):
            return None
        if (
            act.conditional
            and outcome is not Outcome.ESCALATE
            and merely_conditional(self.view.text[max(0, act.start - 90) : act.end])
            and not at_will(self.view.text[max(0, act.start - 30) : act.end])
            and not self._other_remedy(act)
        ):
            return self._finding(
                act.start, act.end, f"附条件地提到{name}：请确认有规则依据", Severity.WARN
            )
        if outcome is Outcome.ESCALATE:
            return self._finding(
                act.start, act.end, f"已转主管的单子不能先承诺{name}：请只说会由专人核实"
            )
        return self._finding(act.start, act.end, f"承诺了{name}，但裁定里没有：请删去或先改裁定")

    def _made_up(self, act: Commitment) -> bool:
        """Return whether what was missing is sent, in the words for making a loss good: 少放了一个，马上给您补."""
        return self.view.text[act.start : act.end].endswith("补")

    def _other_remedy(self, act: Commitment) -> bool:
        """Return whether the shop binds itself to a remedy that was not decided, should the decided one fail."""
        return (
            self.decided.outcome in _ALLOWED
            and act.firm
            and after_failure(self.view.text[max(0, act.start - 40) : act.end])
        )

    def _stated(self, words: str) -> bool:
        """Return whether a ground of the shop says these very words (终身保修, 假一赔十 …)."""
        key = words.strip(" ,，。!~:：")
        return len(key) >= 4 and any(key in ground.text for ground in self.grounds)

    def _reported(self, act: Commitment) -> bool:
        """Return whether the clause reports what was done, and a ground tells of the same act as done."""
        return bool(_DONE.search(act.clause.text)) and any(
            _DONE.search(ground.text) and tells_of(act.act, ground.text) for ground in self.grounds
        )

    def _report(self, clause: Stretch) -> bool:
        """Return whether all that the clause agrees to is reported as done."""
        acts = [act for act in self.found if act.clause == clause]
        return bool(acts) and all(self._reported(act) for act in acts)

    def _times(self, clause: Stretch, sentence: Stretch) -> list[Finding]:
        text = clause.text
        bound = _DONE_BY.search(text) and (
            self.sums.commits_in(sentence) or not _CONTACT.search(text)
        )
        if not bound or _PAST_OR_BUYER.search(text) or REFUSING.search(text):
            return []
        if _ASKED.search(text) or (_CONTACT.search(text) and not self.sums.commits_in(clause)):
            return []
        message = "时间没有依据：请改成有依据的时限，或说「尽快」并给出跟进时间"
        found = [
            self._finding(clause.start + quantity.start, clause.start + quantity.end, message)
            for quantity in quantities(text)
            if quantity.measure in TIME and not self._time_passes(quantity, text)
        ]
        found += [
            self._finding(clause.start + match.start(), clause.start + match.end(), message)
            for same in _SOON
            if not any(same.search(ground.text) for ground in self.grounds)
            for match in same.finditer(text)
            if not _HAPPENED.search(text[: match.start()]) and not self._report(clause)
        ]
        return found

    def _time_passes(self, quantity: Quantity, text: str) -> bool:
        if self.sums.covered(quantity):
            return True
        hours = quantity.amount if quantity.measure == "hour" else None
        if hours == 168 and re.search(r"退|refund|return", text):
            return True  # 消费者权益保护法 art. 25: seven days
        deadlines = self.decided.deadlines
        if hours == 24 and DeadlineKind.FOLLOW_UP in deadlines and _CONTACT.search(text):
            return True
        return (
            hours in {24, 48}
            and DeadlineKind.SHIP_BY in deadlines
            and bool(re.search(r"发货|发出|寄出|ship|dispatch", text))
        )

    def _guarantees(self, sentence: Stretch) -> list[Finding]:
        found = []
        for match in _GUARANTEE.finditer(sentence.text):
            around = sentence.text[max(0, match.start() - 8) : match.end() + 6]
            if (
                _EFFORT.search(around)
                or self._decided_guarantee(sentence, match)
                or self._stated(match[0])
            ):
                continue
            message = "打了包票：请去掉「保证」「一定」，只说裁定和依据"
            found.append(
                self._finding(sentence.start + match.start(), sentence.start + match.end(), message)
            )
        return found

    def _decided_guarantee(self, sentence: Stretch, match: re.Match[str]) -> bool:
        """Return whether the firm word only stresses an act that was decided."""
        near = range(sentence.start + match.start() - 2, sentence.start + match.end() + 6)
        allowed = (
            _ALLOWED.get(self.decided.outcome, frozenset()) if self.decided.outcome else frozenset()
        )
        return any(act.start in near and act.act in allowed for act in self.found)
