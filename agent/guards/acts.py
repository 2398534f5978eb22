"""Binding acts in a text: which clause agrees to what, and how firmly.

A clause binds when it names an act (refund, return, …) together with words of agreeing. Refusals, wishes of the buyer,
requests, procedures, general policy and mere checking bind nobody.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from agent.guards import giving
from agent.guards.sentences import Stretch, clauses, sentences


class Act(StrEnum):
    """What a text can bind the shop to."""

    REFUND = "refund"
    RETURN = "return"
    EXCHANGE = "exchange"
    RESHIP = "reship"
    REPAIR = "repair"
    COMPENSATE = "compensate"
    KEEP = "keep"  # the buyer need not send the goods back


@dataclass(frozen=True, slots=True)
class Commitment:
    """One binding act at a place of the folded text; `conditional` on a check or on what the buyer sends first.

    `firm`: a remedy that the shop itself says it gives (我们给您换, we'll refund you), which leaves nothing to be weighed.
    """

    act: Act
    start: int
    end: int
    conditional: bool
    clause: Stretch
    firm: bool = False


_FIXING = frozenset({Act.REPAIR, Act.EXCHANGE})
_REMEDIES = frozenset({Act.REFUND, Act.EXCHANGE, Act.RESHIP, Act.COMPENSATE})
_NEAR = 90  # characters; the longest look at what stands before or after an act
_YOU = r"(?:您|你|亲|大家|买家|客户|贵客)"
_ACTS: dict[Act, str] = {
    Act.REFUND: r"仅?退款|退钱|退(?:给)?[您你](?!的)|退给亲|退还|退回(?:您的?)?(?:货款|全款|钱|费用|款项|差价)|全额退|全款退|全退|退(?:一半|半价|全款|货款|定金|订金)|退(?=\d|[一二三四五六七八九十百两]+[元块])|返还(?:您的?)?(?:货款|款|钱|费用)|(?:款|钱)(?:会|将|已|就)?(?:原路)?(?:退|返)(?:回|给|还|到)",
    Act.RETURN: r"退货|退回来|寄回(?!给(?:您|你|亲))|退换|退掉|(?:货|商品|鞋子?|球拍|衣服|东西|包裹|实物)(?:先|直接)?退回?(?:来|给我们)?(?!款)|发回来|寄过来|寄给我们",
    Act.EXCHANGE: r"换货|退换|更换|调换|(?<!以旧)换新|换(?:一?[个双件条只支把台副套](?!角度|姿势|思路|说法|问法|位置|地方|时间|方向|话题)|新|成|大一?|小一?|其他|别的|同款|货|掉)|换(?:您|你)",
    Act.RESHIP: r"补发|重发|补寄|重寄|补一?[个双件条只支]|重新(?:给您|为您|给你)?(?:发|寄|安排(?:发|寄|一)|配送|邮寄|出货|下单)|(?:再|另外?)(?:给您|为您|给你|免费)*(?:发|寄)(?:您|一|个|新|出|去|一次)|(?:发|寄)(?:您|你|给您|给你)?(?:一[个双件条只支副套])?新的|(?:发|寄)(?:一[个双件条只支副套]|个)新",
    Act.REPAIR: r"维修|返修|修好|免费修|修理|上门修|检修|免费更换配件|修复(?:好)?",
    Act.COMPENSATE: r"赔偿|赔付|赔(?:给)?[您你]|赔钱|赔一|假一赔|补偿|理赔|包赔|退(?:您|你|还|补)?(?:一半)?差(?:价|额)|差(?:价|额)(?=[^,，]{0,6}(?:补|退|返))|补(?:给)?(?:您|你)?(?:差价|差额)|补(?:给)?[您你](?!发|寄|一[双件个])|补(?=\d)|价保|(?:送|赠|寄|发|赠送)[您你](?:的)?(?:\d|一|个|张|份|些|小|礼|优惠|红包|券|精美|几)|赠送|赠品|优惠券|红包|代金券|抵用券|购物金|无门槛券|返(?:现|您|你|给您|利|还您)|(?<!国家)(?<!政府)(?<!能效)(?<!换新)(?<!节能)补贴|免单|减免|积分|(?:医药费|医疗费|检查费|误工费|损失)[^,，]{0,4}(?:我们|本店|店里|店铺)[^,，]{0,4}(?:出|承担|负责|付|赔)|(?<!费)(?:全部|一切)(?:都)?由(?:我们|本店)(?:来)?(?:承担|负责)|小礼[物品]|礼[物品]|半价|打[一二三四五六七八九\d.]+折",
    Act.KEEP: r"(?:无需|不用|不需要?|不必|免)(?:再|您)?(?:退货|寄回|退回|把[^,，]{0,6}(?:寄|退)回)|(?:商品|货|鞋子?|球拍|东西|衣服)(?:就|您就|也|您)?(?:不用退|留着|送您|归您|您留)|(?<![给为替帮])您(?:就)?留着",
}  # fmt: skip
_GIVEN = {
    Act.REFUND: giving.REFUND,
    Act.EXCHANGE: giving.EXCHANGE,
    Act.RESHIP: giving.RESHIP,
    Act.REPAIR: giving.REPAIR,
    Act.COMPENSATE: giving.COMPENSATE,
}
_ACT = {
    act: re.compile(f"{pattern}|{_GIVEN[act]}" if act in _GIVEN else pattern)
    for act, pattern in _ACTS.items()
}

_NEGATED = re.compile(
    r"(?:无法|不能|不可|不支持|不予|不符合|不属于|不会|没法|没办法|未能|尚未|还未|未经|并未|暂不|暂无法|不便|难以|不在|不享|不再|并非|不是|拒绝"
    r"|没有(?:办法|权限|同意|承诺|答应|支持)|不满足|不承|不参与|不存在|没有任何|从不|绝不|从未|禁止|谨防|不接受|不方便|不做|不(?:用|必|需|需要|得|应|提供|给|退|换|赔|包)|没能|无权|不好|不太|暂时没|未约定|未)[^,，]{0,16}$"
)
_AFTER_NEGATED = re.compile(
    r"^[^,，]{0,10}?(?:无法|没法|不能|不予|没有通过|未通过|不成立|办不了|做不到|不支持|不行|暂不|不了|不符合|被驳回|已关闭|不可以|没办法|不适用|不在|未获)"
)
_WISH = re.compile(
    r"(?:如需|若需|如要|如想|若要|若想|如果(?:您)?(?:需要|想|要|还想|仍|希望|选择|申请)|若(?:您)?(?:希望|选择|申请)|如(?:您)?(?:希望|选择|申请)|(?<![帮为给替])您(?:是)?(?:想要?|希望|需要|要求|打算|倾向|提出|申请|提交|反馈|咨询|说的?|提到|提及|选择|考虑|更想|准备|办理|主张|期望)|(?<!已)(?<![帮为给替][您你])(?:申请|提交)|想要|想把|诉求|是否|能否|可否"
    r"|能不能|可不可以|要不要|是不是|还是|关于|对于|针对|有关|之前|什么时候|何时|怎么|如何|若干|即使|买家|消费者"
    r"|(?<!申)请(?!放心|您放心|相信|把|将|您把|您将)[^,，]{0,10}(?:在|先|通过|提交|申请|点击|到|于|从|进入|打开|按|选择|发起|填写|咨询|勾选|前往|登录)"
    r"|(?:撤|撤销|撤回|关闭|关掉|取消|停止)(?:了|掉|这个|该)?(?=$)|把(?=$)|可(?:以)?(?:在|申请|提交|点击|选择|发起|通过|走|按|联系|自行|前往|随时|先|考虑|看)|(?:提交|发起|点击|选择|进入|填写)(?:了)?|欢迎)[^,，]{0,14}$"
)
_HEDGE = re.compile(
    r"(?:撤|撤销|撤回|关闭|关掉|取消|停止|把)(?:了|掉|这个|该)?$|(?:核实|确认|查询|查一下|查看|查|看看|看一下|了解|咨询|沟通|协商|评估|登记|记录|转交|转达|上报|研究|商量|跟进|催促?|关注|梳理|说明|解释|讲解|判断|讨论|比对|向(?:上级|主管|公司|平台|领导|仓库|财务)[^,，]{0,4}(?:申请|反馈|反映))"
    r"(?:一下|下)?(?!后|之后|完|无误|好后|属实|好了|通过|没(?:有)?问题)[^,，]{0,14}$"
)
_NOUN = re.compile(
    r"^(?:后|之后|以后|之前|前)|^(?:的|货|款|/?换货|和?退款)?(?:的)?(?:事(?!后)|这块|申请|进度|问题|事宜|诉求|流程|规则|政策|时间|时效|方式|入口|页面|按钮|原因|地址|单|通道|条件|请求|要求|情况|状态|记录|环节|标准|方案|条款|须知|说明|次数|类型|资格|期限|理由|凭证|运费|邮费|周期|中心|网点|师傅|相关|金额|详情|这边|政策|登记|选项|链接|疑问|需求|服务条款|的钱|纠纷|售后单|期内|期|卡|范围|进展|结果|意愿)"
)
_REPORTED = re.compile(  # what the buyer says that somebody promised
    r"(?:您|你|买家|顾客)(?:这边)?(?:说|提到|反映|表示|讲|写|提及|留言)[^,，。]{0,4}(?:客服|店员|主播|你们|我们的?|他们?|她|同事|卖家|店里|之前|当时|上次)"
    r"[^,，。]{0,16}$|\byou (?:said|mention\w*|wrote|told)[^.,]{0,12}\b(?:someone|agent|colleague|we|they|he|she)\b[^.,]{0,24}$"
)
_REPORTED_ANY = re.compile(_REPORTED.pattern.replace("$", ""))
_STRONG = re.compile(
    r"(?:同意|批准|通过|受理|接受|答应|承诺|保证|核准|允许|特批|认可)(?:了|给|为|帮)?[^,，]{0,12}$"
)
_FORCE_BEFORE = re.compile(
    rf"(?:(?:为|给|帮|替|跟|向)(?:{_YOU})|我们|我(?!国)|本店|小店|店里|店铺|这边|我司|咱|商家|仓库|售后|客服|卖家|财务|主管|负责|安排|办理|给予|提供|直接|马上|立即|立刻|已经?|一定|肯定|绝对|可以(?:直接|给|为|帮|免费|全额|退|换|补|赔|修|的)|支持|愿意|能(?:够)?(?:给|为|帮|退|换|赔|补)|全额|免费|无条件|随时|终身|麻烦(?:您|你|亲)?|(?:请|您|烦请)?(?:您|你|亲)?(?:把|将)|辛苦(?:您|你)?|会|将|额外|另外|统一|优先|就|先|再)[^,，]{{0,18}}$"
)
_FORCE_AFTER = re.compile(
    rf"^[^,，]{{0,12}}?(?:(?:已|会|将|马上|立即|立刻|现在|今天|就)(?:经|会|为您|给您|帮您|全额|(?<=已)原路|(?<=已经)原路)*(?:办理|通过|受理|安排|到账|完成|成功|处理|退回|打到|生效|同意|发出|寄出|操作|申请|审核通过)|没问题|没有问题|可以的|(?:就行|就可以|即可|就好|吧)(?=[,，。!~]|$)|给{_YOU}|(?<![需请要由让烦])(?<!麻烦){_YOU}(?!的|需|可|在|要|先|自|提|申|点|选)|给到|通过了|办好|搞定|ok)"
)
_SELF_FORCED = re.compile(
    r"医药费|医疗费|检查费|误工费|损失|全部|一切|退给?[您你]|赔给?[您你]|补给?[您你]|[送赠返]给?[您你]|发您|寄您|假一赔|包赔|全额退|全退|退一半|免单|无条件|(?:退|赔|补|返|送)(?=\d|[一二三四五六七八九十百两]+[元块])|免费修"
)
_POLICY = re.compile(
    r"(?:\d+\s?天|七天|无理由|根据|按照?(?:平台|店铺|规则|规定|政策|法律|国家|页面|商家)|规定|政策|规则|条例|一般|通常|依据|法律|依法|约定|标准|保修期|质保期|商品(?:均)?(?:支持|享受)|凡)"
)
_CONDITION = re.compile(
    r"如果|(?<!例)(?<!譬)(?<!比)(?<!诸)如(?:经|确|属|因|有|商品|检测|收到|是|查|果|核)|若(?!干)|要是|假如|倘若|一旦|只要|核实后|核实了(?=[,，]?(?:就|再|才))|核实(?:清楚|无误|属实|情况)(?:后|之后|的话)?|确认(?:后|之后|无误|是|属于|属实|清楚|情况|为|收到|到)|待|等(?:我们|您|收到|核实|确认|仓库|审核|快递|检测|结果)|(?:收到|看到|提供|发来|补充|拿到)[^,，]{0,16}(?:后|之后|就|再)|(?:检测|审核|核对|查验|验收|核查|查实|判断)[^,，]{0,6}(?:后|之后|通过)|符合(?:条件|要求|规定)?(?:的话|后)?|的话|以[^,，]{0,8}为准|前提|\bif\b|\bonce\b|\bafter\b|\bwhen\b|\bas soon as\b|\bprovided\b|\bsubject to\b|\bupon\b"
)
_MERE_CONDITION = re.compile(
    r"的话|质量问题|属于|如果|如(?:经|确|属|因|是)|若(?!干)|要是|假如|倘若|一旦|\bif\b|\bprovided\b|\bsubject to\b"
)
_ASKING = re.compile(r"(?:吗|么|呢|\?)[。!?;\s]*$")
_OFFERING = re.compile(
    r"可以吗|行吗|好吗|可好|怎么样|如何\?|接受吗|满意吗|okay\?|is that ok|sound good"
)

_EN_ACTS: dict[Act, str] = {
    Act.REFUND: r"refund(?:ed|ing|s)?|money back|reimburse\w*|your money|pay(?:ing)? you back|paid you back|make you whole|every (?:penny|cent)|revers(?:e|ed|ing) (?:the|your) (?:charge|payment)|give you [^.,]{0,24}\bback\b|credit(?:ed|ing)?(?: \S+){0,4}? (?:back|to your|your)|(?:full|entire|whole) (?:amount|sum|price)",
    Act.RETURN: r"return (?:it|them|the|this|your|for|label|of)|returns?\b(?! (?:policy|request|window|address|period|freight|shipping|postage|to (?:the|your) (?:\w+ )?(?:account|card|wallet|balance)))|send (?:it|them|the \w+|this) back|ship (?:it|them|the \w+) back",
    Act.EXCHANGE: r"exchang\w+|swap\w*|replacements?|replac(?:e|ed|ing)",
    Act.RESHIP: r"re-?send\w*|re-?ship\w*|(?:send|ship|mail|post)(?:ing)? (?:you )?(?:out )?(?:a |an |the |another |one more )?(?:(?:brand|totally|completely)[- ])?(?:new|another|missing|replacement|second|fresh)\b|sent out again|(?:new|another|replacement|second) [^.,]{0,24}(?:is|are|will be) (?:already )?(?:on (?:its|the|their|your) way|coming|shipped|being (?:sent|shipped))",
    Act.REPAIR: r"repair(?:ed|ing|s)?\b|fix (?:it|the|your)|mend",
    Act.COMPENSATE: r"compensat\w+|coupon|voucher|gift(?: card)?|discount|store credit|partial refund|cash ?back|free (?:gift|item|pair|shuttlecocks|grip)|price difference|goodwill|bonus|waiv(?:e|ed|ing)|(?:we|i)(?:'ll| will| can|'re going to)? (?:\w+ )?(?:pay|cover|bear|absorb)(?:ing)? (?:for )?(?:the |your |any |all )?(?!return|shipping|postage|freight|delivery)(?:\w+ )?(?:fees?|costs?|charges?|customs|dut(?:y|ies)|tax(?:es)?|bill|difference|damages?)|(?:take|knock|shave|deduct)(?:ing)? (?:[$€£]?\d+\S* |\w+ percent )?off|make it up to you|(?:on us|on the house)(?=[.!,]|$)",
    Act.KEEP: r"keep (?:it|them|the (?:items?|goods|product|shoes|racket|shirt|shuttlecocks|one|pair|bag))(?! (?:and|in|with|until|safe|aside|as|unused|intact))|(?:no need|don.t need|do not need|not necessary|without) (?:to )?(?:return|send|sending|returning)",
}  # fmt: skip
_EN_ACT = {act: re.compile(rf"\b(?:{pattern})") for act, pattern in _EN_ACTS.items()}
_EN_FORCE = re.compile(
    r"\b(?:we|i|our (?:team|store|shop|warehouse)|the (?:shop|store|seller)|let me|let us)(?:'ll|'ve|'re|'d| will| can| have| are| am| shall| would be| agree| promise| guarantee| offer| just| already| process\w*| issue\w*| approve\w*| accept\w*| arrange\w*)"
    r"|\byou(?:'ll| will| can| may| are going to| are entitled to| get)\b|\b(?:has|have) been\b|\bwill be\b|\bis (?:approved|confirmed|on its way)\b|\bwas (?:issued|processed|approved|sent)|\bplease (?:send|return|ship|keep)|\bfull refund|\bmoney[- ]back guarantee|\bfree of charge|\bfeel free to\b|\bhere is (?:a|your)\b|\bguarantee\w*|\bpromise\w*|\bconsider (?:it|this|that|yourself|(?:the|your) \w+)\b|\bon its way\b|\bon (?:us|the house)\b|\bat no (?:\w+ )?(?:charge|cost)\b|\bon the way\b|\b(?:is|are) (?:all )?(?:yours|done|sorted|coming)\b|\b(?:we|i) (?:\w+ly|gladly) (?:send|ship|refund|replace|offer|cover|waive)\b|\bexpect (?:your|the|a) (?:refund|money|replacement)\b|\b(?:we|i)(?:'m|'re| am| are)? (?:going to|gonna|\w+ing)\b|\bhave (?:gone ahead|processed|issued|approved|sent|refunded)\b|\bships? (?:out )?(?:today|tomorrow|tonight)\b"
)
_EN_NEGATED = re.compile(
    r"(?:\bcannot|\bcan.?t|\bcan not|\bunable|\bnot\b|\bwon.?t|n't\b|\bno longer|\bnever|\bwithout|\bneither|\bnor|\bno\b(?! (?:problem|need|worries|extra|cost|questions))|\boutside|\bdeclin\w+|\brefus\w+)[^,.!?]{0,60}$"
)
_EN_WAY = re.compile(r"\b(?:shipping|freight|postage|delivery|label)\b[^.!?;,]{0,24}$")
_EN_OPEN = re.compile(
    r"\b(?:would you (?:like|prefer)|do you (?:want|prefer|need)|whether|could you|let us know|let me know|please (?:submit|open|request|apply|choose|select|click|confirm)|"
    r"help (?:you )?(?:with|start|open|apply|request)|how to|guide|explain\w*|normally|usually|generally|typically|check\w*|look(?:ing)? into|review\w*|verif\w+|investigat\w+|confirm\w* (?:if|whether)|see if|consult|ask|forward\w*|discuss\w*|regarding|about|concerning|your (?:\w+ )?(?:request|claim|demand|question|application)|"
    r"(?:request|apply for|open|submit|file|start|ask for|asked for|requested|claim\w*|wish\w*|want\w*|if you(?:'d| would| want| need| wish)?(?: like| prefer)?)|"
    r"policy|policies|rules?|eligible for|you (?:may|can) (?:request|apply|open|submit|choose|start))\b[^.!?]{0,40}$"
)
_EN_SENT = re.compile(  # a replacement that is sent comes without anything going back
    r"\b(?:send|ship|mail|post|dispatch)(?:ing)? (?:you )?(?:out )?(?:an? |the |another )?(?:\w+ )?$"
)
_EN_NOUN = re.compile(
    r"^(?:,? (?:and|or|/) ?(?:return|refund|exchange|warranty|shipping)s?){0,2} (?:request|policy|policies|process|window|status|application|rules?|procedure|option|page|button|progress|address|reason|period|question|issue|terms|conditions|form|shipping|claim|case|center|centre)\b|^s? (?:are|is) (?:handled|subject|accepted within|allowed)"
)

# Who gives and to whom, right before the remedy: 我们就直接, 给您, we'll.
_GIVING_HOW = r"(?:就|再|直接|马上|立刻|立即|都|也|会|来|全部|全额|另外|免费|重新|单独)"
_WE_GIVE = re.compile(
    rf"(?:我们|我方|本店|小店|店里|这边|我(?!国)|直接)(?:{_GIVING_HOW}|给{_YOU}|帮{_YOU}|为{_YOU}){{0,4}}$|(?:给|帮|为){_YOU}{_GIVING_HOW}{{0,3}}$"
)
_WE_GIVE_YOU = re.compile(rf"(?:给|帮|为|替)(?:您|你|亲)|(?:退|换|赔|补|送)(?:给)?{_YOU}")
_EN_WE_GIVE = re.compile(
    r"\b(?:we|i)(?:'ll| will|'re going to| are going to)(?: (?:also|then|just|simply|gladly|happily|send|give|ship|get|issue|offer|you|out|a|an|the|another|full|brand-new|new)){0,5} $|\byou(?:'ll| will)? (?:get|receive)(?: \w+){0,3} $"
)
_FAILED = re.compile(
    r"(?:修|换|弄|处理)(?:完|好|过)(?:了|后|之后)?[^,，]{0,3}(?:还|又|仍)|[修换弄治搞理]不(?:好|了|成|行)|没(?:修|换|弄)好|(?:还|仍)(?:是|然|旧)?(?:不(?:行|好|合|能|对|满意)|坏|有问题|没好|这样|出现)|[再又](?:坏|出(?:现|问题|毛病|故障)|有(?:问题|毛病)|不(?:行|合))|依然|依旧"
    r"|\bif (?:it|this|that|they|the \w+(?: \w+)?)(?: \w+)? (?:still|fails?|breaks?|doesn't|does not|isn't|is not|won't|again)\b"
)


@lru_cache(maxsize=64)
def commitments(text: str) -> tuple[Commitment, ...]:
    """Return the binding acts of a folded text, in order; several checks ask for those of one text."""
    found: list[Commitment] = []
    for sentence in sentences(text):
        given = False
        for clause in clauses(sentence):
            conditional = given or bool(_CONDITION.search(clause.text))
            found += _chinese(clause, sentence, conditional) + _english(
                clause, sentence, conditional
            )
            given = given or bool(_CONDITION.search(clause.text))
    return tuple(found)


def _chinese(clause: Stretch, sentence: Stretch, conditional: bool) -> list[Commitment]:
    text = clause.text
    asked = bool(_ASKING.search(sentence.text)) and not _OFFERING.search(sentence.text)
    at = clause.start - sentence.start
    told = sentence.text[max(0, at - _NEAR) : at]
    found = []
    for act, pattern in _ACT.items():
        for match in pattern.finditer(text):
            if act in _FIXING and _general(clause, sentence):
                continue
            if _binds(act, text, match, asked, told):
                start = clause.start + match.start()
                firm = act in _REMEDIES and bool(
                    _WE_GIVE.search(_around(text, match)[0]) or _WE_GIVE_YOU.match(match[0])
                )
                end = clause.start + match.end()
                found.append(Commitment(act, start, end, conditional, clause, firm))
                break
    return found


def _general(clause: Stretch, sentence: Stretch) -> bool:
    """Return whether the clause and what stands before it are general terms; a long sentence costs no more than a short one."""
    low = max(0, clause.start - sentence.start - _NEAR)
    return giving.general_terms(sentence.text[low : low + 3 * _NEAR], clause.text[: 2 * _NEAR])


def _binds(act: Act, text: str, match: re.Match[str], asked: bool, told: str) -> bool:
    before, after, text = _around(text, match)
    denied = _NEGATED.search(before) and not giving.despite(before)
    if act is not Act.KEEP and (denied or _AFTER_NEGATED.search(after)):
        return False
    if _REPORTED.search(before):
        return False
    if giving.not_ours(before) or giving.only_mentioned(match[0], text, told):
        return False
    if act is Act.EXCHANGE and giving.own_side(text):
        return False
    if _STRONG.search(before):
        return True
    if _WISH.search(before) or _HEDGE.search(before) or _NOUN.search(after) or asked:
        return False
    forced = act is Act.KEEP or bool(_SELF_FORCED.match(match[0]) or giving.FORCED.match(match[0]))
    beneficiary = re.search(rf"(?:为|给|帮|替){_YOU}", before)
    if _POLICY.search(text) and not beneficiary and not forced:
        return False
    if giving.ARRIVES.match(match[0]):
        return True
    return forced or bool(_FORCE_BEFORE.search(before) or _FORCE_AFTER.search(after))


def _around(text: str, match: re.Match[str]) -> tuple[str, str, str]:
    """Return what stands before, after and around a match, near by: a clause without an end costs no more than a short one."""
    low, high = max(0, match.start() - _NEAR), match.end() + _NEAR
    return text[low : match.start()], text[match.end() : high], text[low:high]


def _english(clause: Stretch, sentence: Stretch, conditional: bool) -> list[Commitment]:
    text = clause.text
    if not re.search(r"[a-z]{3}", text):
        return []
    asked = bool(_ASKING.search(sentence.text)) and not _OFFERING.search(sentence.text)
    found = []
    for act, pattern in _EN_ACT.items():
        for match in pattern.finditer(text):
            before, after, near = _around(text, match)
            if asked or _EN_OPEN.search(before) or _EN_NOUN.search(after):
                continue
            if match[0] == "on us" and _EN_WAY.search(before):
                continue  # who pays the way is the freight guard's business
            if act is not Act.KEEP and _EN_NEGATED.search(before):
                continue
            if act is Act.KEEP or _EN_FORCE.search(near):
                start = clause.start + match.start()
                kind = Act.RESHIP if act is Act.EXCHANGE and _EN_SENT.search(before) else act
                firm = kind in _REMEDIES and bool(_EN_WE_GIVE.search(before))
                end = clause.start + match.end()
                found.append(Commitment(kind, start, end, conditional, clause, firm))
                break
    return found


def tells_of(act: Act, text: str) -> bool:
    """Return whether a folded text names an act, binding or not."""
    return bool(_ACT[act].search(text) or _EN_ACT[act].search(text))


def grants(act: Act, ground: str) -> bool:
    """Return whether a folded text, such as a clause of the shop, names an act without denying it."""
    return any(
        _undenied(ground, match)
        for pattern in (_ACT[act], _EN_ACT[act])
        for match in pattern.finditer(ground)
    )


def _undenied(ground: str, match: re.Match[str]) -> bool:
    before, after = _around(ground, match)[0], ground[match.end() : match.end() + _NEAR]
    denied = _NEGATED.search(before) or _EN_NEGATED.search(before) or _AFTER_NEGATED.search(after)
    return not denied


def reported(clause: str) -> bool:
    """Return whether a clause only repeats what the buyer says that somebody promised."""
    return bool(_REPORTED_ANY.search(clause))


# A condition that the buyer fulfils by a mere wish is no condition: what follows it is promised.
_WHIM = re.compile(
    r"不合适|不喜欢|不满意|不想要?|后悔|觉得不|任何(?:原因|理由|问题)|随时|无论|不管|if you (?:don't|do not|aren't|are not) (?:like|love|want|happy|satisfied)|change your mind|not (?:100% |fully |completely )?(?:happy|satisfied)|for any reason"
)


def at_will(text: str) -> bool:
    """Return whether the condition in a sentence is only the buyer's own wish."""
    return bool(_WHIM.search(text))


def merely_conditional(text: str) -> bool:
    """Return whether a sentence only says what would hold if something proved true."""
    return bool(_MERE_CONDITION.search(text))


def after_failure(text: str) -> bool:
    """Return whether a text supposes that the decided remedy fails: 修不好就, if it still breaks."""
    return bool(_FAILED.search(text))
