"""Proof that a text claims to have: certificates, measured rates, sales, results of an inquiry, articles of a statute.

Nobody can make these up innocently, so that they need a ground even where a context brings none. What is only asked for,
looked into or denied claims nothing, nor does a fault that the shop owns up to.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from agent.guards.phrasebook import read_yaml
from agent.guards.quantities import articles
from agent.guards.sentences import Stretch


class Claim(NamedTuple):
    """A stretch of the folded text that claims proof; a ground must hold the word `key`, or name the `article`."""

    start: int
    end: int
    key: str
    message: str
    article: int | None = None


_SCHEME = r"(?<![a-z])(?:sgs|t[uü]v|intertek|oeko-?tex|gots|rohs|fda|reach|ccc|3c|ce|ul|iso ?\d{4,5}|brc|haccp|bsci)(?![a-z])"
_REPORT = r"(?:质检|检测|检验|第三方|权威|出厂)[^,，。!?;]{0,4}(?:报告|证书|证明)|认证证书|检疫证明|(?:质量|安全|环保|国际|国家|产品|有机|节能|欧盟)认证"
_HAS = r"(?:(?<!没)有(?!没|无)|通过|经过|经|持有|获得?|取得|拿到|做过|附|符合|带)"
_PROOF = re.compile(
    rf"{_HAS}了?[^,，。!?;]{{0,10}}?(?P<a>{_SCHEME}|{_REPORT})(?!机构|同事|部门|中心)|(?P<b>{_SCHEME}|{_REPORT})[^,，。!?;]{{0,8}}?(?:显示|证明|表明|写|合格|齐全|通过|认证|报告|为准|都有|结果是|达标)"
    rf"|(?:做|经|通)(?:过|了)了?[^,，。!?;]{{0,4}}?[\d一二两三四五六七八九十百千万几数]+[多余]?(?:万)?(?:次|遍|圈|回|公里|千米|小时|天|个月|转|周期|年)(?:以上|左右)?的?[^,，。!?;]{{0,8}}?(?P<g>(?:测试|试验|实验|检测|老化))"
    rf"|\b(?P<h>(?:independent|third[- ]party|accredited|outside|external|university|certified) (?:\w+ )?(?:labs?|laborator(?:y|ies)|institutes?|testers?|test houses?|inspectors?|experts?))\b"
    rf"|\b(?P<c>{_SCHEME})[- ](?:\w+ )?(?:certified|certificate|certification|approved|tested|marked|report|standard|listed|label)"
    rf"|\b(?:certified|approved|tested|verified) (?:by|to|under) (?:the )?(?P<d>\w[\w-]*)|\b(?P<e>lab(?:oratory)?(?: test)? reports?|test reports?|lab tests?|inspection reports?|certificates?)\b[^.!?]{{0,16}}\b(?:shows?|proves?|confirms?|states?|says?)\b|\b(?:passed|has|have|holds?) (?:\w+ ){{0,3}}(?P<f>lab tests?|test reports?|certificat\w+|certification)\b"
)
_RATE = re.compile(
    r"(?P<key>(?:合格|不良|次品|残次|故障|返修|退货|破损|好评|差评|满意|复购|良品|正品|成功|有效|抗菌|除菌|杀菌|除螨|去除|阻隔|遮光|吸收|转化|损耗|丢件)率)[^,，。!?;\d]{0,8}[\d一二三四五六七八九十百.]+(?:\s?%|成|分之)?|十(?:个|位)[^,，。!?;]{0,6}?(?:里|中)?[有]?[七八九](?:个|位)|[一二三四五六七八九]成[一二三四五六七八九]?以?上?的?(?:买家|顾客|客户|用户|人)|百分之[零一二三四五六七八九十百点两]+以上?的(?:买家|顾客|客户|用户|人)|\d[\d.]*\s?%(?:以上)?的?(?:买家|顾客|客户|用户|回头客)"
    r"|(?:甲醛|铅|重金属|荧光剂|农残|菌落|纯度|含量|浓度|(?<![a-z])ph值?)[^,，。!?;\d]{0,8}\d[\d.]*\s?(?:%|mg|ppm|毫克|微克|μg|ug)?|\d[\d.]*\s?(?:ppm|mg/(?:kg|l|m)|μg/\w+|毫克/\w+)"
    r"|\b(?:seven|eight|nine|\d+) (?:out of|in) (?:every )?(?:ten|\d+) (?:of (?:our |all )?)?(?:customers|buyers|users|people|orders|owners|parents|shoppers)\b"
    r"|\b(?:pass|defect|fault|failure|return|satisfaction|success|breakage) rate\b[^.!?]{0,24}?\d[\d.]*\s?%|\d[\d.]*\s?(?:%|percent) (?:pass|defect|failure|return|satisfaction|success|pure|purity|of (?:our |all )?(?:customers|buyers|users|orders|people|units))"
)
_COUNTED = (
    r"(?:\d[\d,]+|[一二两三四五六七八九十几数上好]{1,4}[百千万][一二两三四五六七八九十百千万]{0,4})"
)
_SOLD = re.compile(
    rf"(?:卖|售|销|发)(?:了|出去?|过)*(?:了)?[^,，。!?;\d一二三四五六七八九十]{{0,4}}(?:{_COUNTED})[多余几来]?[千万]?[多余]?(?:件|台|单|双|个|份|条|把|套|瓶|箱|盒|只|支|部|张)(?:都|也|了|货|里|中|从|没|才|就|[,，](?:就|没|从|只|唯))"
    r"|\b(?:sold|shipped|delivered) (?:over |more than |about |nearly |some )?(?:\d[\d,.]*|\w+ (?:hundred|thousand))(?: thousand| hundred)? (?:of (?:these|them|this)|units|pieces|pairs|orders)"
)
_SIZE = re.compile(
    rf"{_COUNTED}[多余几来]?(?:家|个)[^,，。!?;]{{0,4}}?(?P<key>(?:门店|网点|分店|实体店|工厂|直营店|加盟店|经销商|维修点|服务点))|\b(?:over|more than|nearly|some|about)? ?(?:\d[\d,]+|\w+ (?:hundred|thousand)) (?:\w+ )?(?P<en>(?:branches|outlets|shops|stores|service (?:points|centres|centers)|repair (?:points|centres|centers)))\b"
)
_INTACT = r"(?:完好|无损|没有?(?:任何)?(?:问题|破损|异常|损坏|瑕疵|少|漏|缺|发现)|正常|合格|无误|正确|齐全|齐的|数量(?:都)?对|足量|密封|(?:一|半)[样件个]不少|不存在|是好的|都是好|封得好|(?<![少漏没未错])(?:放|装|塞|装箱|打包)(?:进去|进|好|了)|一件(?:都)?(?:不少|没少))"
_RECORD = re.compile(
    rf"(?:查|看|调|回看|翻|核对)(?:阅|取|看)?(?:了|过|完)?[^,，。!?;您你]{{0,8}}?(?P<a>监控|监视器|录像|录影|视频记录|出库视频|称重(?:记录)?|底单|回放)[^。!?;]{{0,40}}?(?:{_INTACT}|显示|是(?:您|你|完)|证实|确实|拍到)"
    rf"|(?P<b>监控|监视器|录像|录影|出库视频|称重记录|底单)(?:里|中|上|画面|都|也|可以|已经?)*(?:显示|拍到|证实|证明|看到|看得|{_INTACT})"
    r"|\b(?:checked|reviewed|watched|looked at|went through|pulled|viewed) [^.!?]{0,20}?(?P<c>cctv|footage|camera|packing video|weigh\w*)[^.!?]{0,40}?\b(?:intact|sealed|undamaged|fine|complete|correct|shows?|showed|perfect|no (?:damage|fault|problem))|\b(?P<d>cctv|footage|packing video)\b[^.!?]{0,16}\b(?:shows?|showed|proves?|confirms?|confirmed)\b"
)
_WITNESS = re.compile(
    rf"(?P<a>站长|站所|快递(?:员|小哥|站点?|公司)?|派件(?:员|的?小哥|的)|小哥|驿站|网点|司机|工厂|厂家|厂方|厂里|质检(?:部|员|同事|部门)?|检测(?:部|中心|机构)|实验室|门卫|物业|管理员|警卫)[^,，。!?;]{{0,6}}(?:说|讲|回报|回复|回覆|反馈|告知|告诉我们|确认|证实|表示|核实|检测|检验|复检|抽检)[^。!?;]{{0,24}}?(?:{_INTACT}|代签|代收|(?:您|你|本人|家人|邻居|同事|门卫)[^,，。!?;]{{0,6}}签|亲手|当面|(?:您|你)(?:(?!可以|能|需要|记得)[^,，。!?;]){{0,6}}(?:拿走|取走|领走|收走)|标准以内|没有不良)|(?P<c>站长|站所|快递(?:员|小哥|站点?|公司)?|派件员|小哥|驿站|司机|工厂|厂家|物流(?:公司)?)[^。!?;]{{0,36}}?(?:(?:已|都|也|当场)(?:经)?(?:向[^,，]{{0,4}})?(?:承认|认错|认罚)|被(?:我们)?(?:罚|处罚|扣(?:了)?(?:钱|款|分|工资|绩效|奖金))|受到?处罚)"
    r"|\b(?P<b>(?:depot|station|site|branch) manager|courier|driver|carrier|factory|manufacturer|lab(?:oratory)?|quality team|qc team|concierge)\b[^.!?]{0,16}\b(?:told|said|says|reported|reports|confirmed|confirms|found)\b[^.!?]{0,40}\b(?:intact|nothing wrong|no (?:fault|defect|damage|problem)s?|in (?:good|perfect) (?:order|condition)|signed (?:for )?(?:it|by)?|handed (?:it )?to|normal)\b"
)
_KINDS = (
    (_PROOF, "证书、检测报告没有依据：请删去，或附上店铺资料里的原件"),
    (_RATE, "这个比率或检测数值没有依据：请删去，或引用店铺资料"),
    (_SIZE, "门店或规模的数字没有依据：请删去，或引用店铺资料"),
    (_SOLD, "销量没有依据，也说明不了这一件：请删去"),
    (_RECORD, "查证结果没有依据：请先把记录放进工单，再引用"),
    (_WITNESS, "别人的说法没有依据：请先把回复放进工单，再引用"),
)
# What is asked, planned, supposed or denied claims nothing.
_OPEN = re.compile(
    r"是否|有没有|能否|可否|如果|若|要是|假如|等|待|之后|以后|出来|会(?:再|去|请|让|把|帮|向)|将|需要|想要|去(?:问|查|调|要|看)|(?:帮您|给您|替您|再|来)(?:问|查|确认|调|看)|请(?:您|同事|仓库)|麻烦|(?:您|你)(?:可以|那边|手上|如果|提供|发|去|说|提到|要求)|没有(?!(?:任何)?(?:问题|破损|异常|损坏|瑕疵|少|漏|缺|发现))[^,，]{0,8}$|不能|无法|不是|并非|还没|尚未|暂无|未(?:做|取得|通过)"
    r"|\b(?:whether|if|will|would|could|please|ask(?:ed|ing)?|until|once|when|don't|do not|doesn't|not|no|haven't|you (?:said|mention\w*|have|can|send))\b"
)
_ASKED = re.compile(r"^[^,，。!;]{0,12}(?:吗|么|\?)")
_REQUEST = re.compile(r"麻烦|请(?!放心|您放心)|等|如果|若")
_LOOK_BACK, _LOOK_ON = 24, 48


def claims(sentence: Stretch) -> Iterator[Claim]:
    """Yield what a sentence claims to have proof of; places are those of the whole folded text."""
    text = sentence.text
    for pattern, message in _KINDS:
        for match in pattern.finditer(text):
            before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
            asked = _REQUEST.search(match[0]) or _ASKED.search(text[match.end() :])
            if asked or _OPEN.search(before):
                continue
            key = next((word for word in match.groups() if word), match[0])
            yield Claim(sentence.start + match.start(), sentence.start + match.end(), key, message)


def misquoted(sentence: Stretch, text: str) -> Iterator[Claim]:
    """Yield articles that their statute does not have, or that are about something else than the whole `text`."""
    for start, end, article in articles(sentence.text):
        before = sentence.text[max(0, start - _LOOK_BACK) : start]
        after = sentence.text[end : end + _LOOK_ON]
        for name, last, topics in _statutes():
            if not (name.search(before) or re.match(r"\s?of the ", after) and name.search(after)):
                continue
            topic = topics.get(article)
            if article > last or article < 1:
                message = f"这部法规只有 {last} 条，没有这一条：请核对原文"
            elif topic is not None and not topic.search(text):
                message = "这一条说的是别的事：请核对原文"
            else:
                continue
            yield Claim(
                sentence.start + start,
                sentence.start + end,
                sentence.text[start:end],
                message,
                article,
            )


@lru_cache(maxsize=1)
def _statutes() -> tuple[tuple[re.Pattern[str], int, dict[int, re.Pattern[str]]], ...]:
    return tuple(
        (
            re.compile(one["name"]),
            int(one["last"]),
            {int(at): re.compile(topic) for at, topic in one.get("articles", {}).items()},
        )
        for one in read_yaml("statutes")
    )
