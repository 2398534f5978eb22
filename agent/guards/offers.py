"""Advertising tacked on to an answer in a chat: an offer and the invitation to take it, which no decision holds.

消费者权益保护法实施条例 art. 24: a commercial message needs the buyer's consent, and a question after a sale is none. An offer is
the terms of a deal (满三百减五十, 30% off) or the name of a campaign (秒杀, clearance); it offends together with an invitation
or a hurry near it. What is said of the buyer's own order, coupon or question sells nothing; nor does what a clause of the shop
or the decision grants.
"""

import re

from agent.domain.draft import Surface
from agent.domain.finding import Finding, FindingKind, Severity
from agent.guards.acts import Act, commitments
from agent.guards.guard import Decided, GuardContext
from agent.guards.quantities import facts
from agent.guards.sentences import Stretch, clauses, sentences
from agent.guards.views import Views

REFERENCE = "消费者权益保护法实施条例 第24条"
_SUM = r"[\d一二三四五六七八九十百千两.]{1,7}(?:元|块)?"
_TIMES_OFF = r"(?:[一二三四五六七八九]|\d(?:\.\d)?|对|半)[五]?(?:折|价)"
_DEAL = re.compile(
    rf"满{_SUM}(?:就|立|再|即)?(?:减|送|返|赠|享|打)|[充储](?:值)?{_SUM}(?:就|再|立|即)?(?:送|得|返|赠|抵){_SUM}|买[一二两三四五\d](?:件|个|双)?[送赠][一二两三\d]"
    rf"|第[二三两2-3]件|原价{_SUM}[^。!?;]{{0,16}}?(?:现|只要|到手|仅|才|特价)|立减{_SUM}|全[场馆店部][^。!?;,，]{{0,4}}(?:{_TIMES_OFF}|特价|打折)"
    rf"|[一二两三四五\d]件{_TIMES_OFF}|[定订]金(?:翻倍|抵|膨胀)|打{_TIMES_OFF}|(?<![一二三四五六七八九\d]){_TIMES_OFF}(?=[,，。!~了啦哦起]|优惠|特|$)"
    r"|\b\d{1,2} ?(?:%|percent) off\b|\bhalf[- ]price\b|[$€£]?\d[\d.,]* (?:\w+ )?(?:instead of|down from|reduced from|was) [$€£]?\d"
    r"|\bbuy (?:one|two|three|\d)\b[^.!?]{0,16}\b(?:get|free)\b|\b(?:two|three) for (?:one|two)\b|\b(?:use|with|enter) (?:the )?code\b|[$€£]?\d+ (?:dollars? |pounds? |euros? )?(?:bonus|off)\b"
)
_CAMPAIGN = re.compile(
    r"会员[卡价日]|办卡|入会|储值|充值|秒杀|特价|促销|大促|清仓|换季|预售|直播间|限时|优惠|打折|折扣|满减|满额|拼团|团购|回馈|福利|新品|新款|半价|便宜卖"
    r"|\b(?:sale|clearance|promo(?:tion)?|special offers?|discount(?:ed|s)?|deals?|bonus|membership|member price|club|reduced|flash sale|new (?:arrivals?|collection|line|range))\b"
)
_TAKE = r"(?:来|带|办|开|充|储|拍|加购|买|入手|试试|囤|抢|拿|添|选购|下单|逛|加入)"
_INVITING = re.compile(
    rf"要不要(?:顺便|一起|也|再|考虑|给您|为您|帮您|给你){{0,3}}{_TAKE}|(?:再|顺便|顺手|一起|多|一并){_TAKE}(?=[一两几点个件条双套些囤]|$|[,，。!~吧])"
    rf"|(?:欢迎|记得|赶紧|抓紧|趁|快|速)(?:您|早|着|现在|今天|活动|点|去|来|随时){{0,3}}{_TAKE}|(?:关注|收藏|订阅)(?:一下)?(?:我们|本店|店铺|小店|直播间)|(?:别|不要|千万别|莫)错过|先到先得|手慢无|机会难得"
    rf"|(?:喜欢|需要|感兴趣|有兴趣|想要)的?(?:话|朋友|亲)?[^,，。!?;]{{0,3}}(?:可以|就|不妨)[^,，。!?;]{{0,4}}(?:{_TAKE}|看看|了解)"
    rf"|(?:可以|不妨|建议|推荐|欢迎)(?:您|先|再|多|也|一起|顺便|趁机|趁){{0,3}}(?:看看|逛逛|了解|考虑|囤|入手|带一|充|办|加入|来一|抢|{_TAKE}[一两几点])"
    r"|(?:更|都|最|超|特别|很)(?:划算|便宜|优惠|省|实惠)|(?:来|带)[一两](?:件|套|个|双|条|份)吗"
    r"|\b(?:why not|grab|pick (?:one|it|up)|treat yourself|don't miss|hurry|check (?:it |them )?out|have a look|come (?:and|by|see)|shop now|order (?:now|today)|buy (?:now|today)|sign up|subscribe|top up|upgrade (?:to|now|today))\b"
    r"|\bjoin (?:our|the|us|now|today)\b|\b(?:would|if) you(?:'d| would)? like (?:one|another|a second|to (?:add|buy|order|get))|\b(?:add|get) (?:one|yours|another|a second)\b|\byour next (?:order|purchase|pair)\b|\bevery (?:future )?order\b"
)
_HURRY = re.compile(
    r"今[天日晚]|这(?:两天|几天|周|个?周末|个月)|本周|周末|现在|正在|刚刚?开始|限时|最后[一两三]天|只到|截止|到[^,，。]{0,4}(?:结束|为止)|(?:就|只|仅)(?:限|今)|马上开始|即将"
    r"|\b(?:today|tonight|now|this (?:week|weekend)|until (?:tonight|sunday|tomorrow)|ends (?:tonight|today|soon|sunday|tomorrow)|just (?:begun|started)|limited)\b"
)
# The buyer's own order, coupon or question: an account of it sells nothing.
_OWN = re.compile(
    r"(?:您|你|妳)(?:的|那|这|用|使用|享受?|参加|拍|订|买|看到|问|说|提到|下单|领|付|当时|之前|手上|有一张|账户)|订单(?:里|上|用|的|金额)|退(?:回|掉|还)|过期|失效|已(?:经)?(?:结束|截止|下架)|差价|价保|保价|分摊|恢复|到账|余额|抱歉|期间|以[^,，。]{0,8}为准"
    r"|\b(?:you (?:saw|used|asked|bought|ordered|mentioned|paid)|your (?:first |last )?(?:order|coupon|voucher|code|discount|balance)|ended|expired|was applied|sorry)\b|如果您想等|没有(?:活动|优惠|折扣)|不(?:参加|参与|支持|能)"
)


def offer_findings(views: Views, context: GuardContext) -> list[Finding]:
    """Return the offers of a chat message that invite the buyer to buy; a public answer's advertising is the word list's."""
    if context.surface is not Surface.IM:
        return []
    grounds = [facts(ground).text for ground in context.grounds]
    said = sentences(views.plain.text)
    found = []
    for at, sentence in enumerate(said):
        near = sentence.text + (said[at + 1].text if at + 1 < len(said) else "")
        inviting = bool(_INVITING.search(near))
        offer = _offer(sentence, inviting, inviting or bool(_HURRY.search(sentence.text)))
        if offer is None or _granted(sentence, context.decided or Decided()):
            continue
        if any(offer.text in ground for ground in grounds):
            continue
        found.append(
            Finding(
                kind=FindingKind.PROMOTION,
                severity=Severity.BLOCK,
                span=views.plain.span(offer.start, offer.end),
                message="售后回复里夹带推销：请删去，买家没有问的优惠不发",
                reference=REFERENCE,
            )
        )
    return found


def _offer(sentence: Stretch, inviting: bool, urged: bool) -> Stretch | None:
    """Return the words of the first offer in a sentence: a deal that is urged, or a campaign with an invitation."""
    parts = clauses(sentence)
    for at, clause in enumerate(parts):
        match = (urged and _DEAL.search(clause.text)) or (
            inviting and _CAMPAIGN.search(clause.text)
        )
        after = parts[at + 1].text if at + 1 < len(parts) else ""
        if match and not _OWN.search(clause.text) and not _OWN.match(after):
            return Stretch(match[0], clause.start + match.start())
    return None


def _granted(sentence: Stretch, decided: Decided) -> bool:
    """Return whether the sentence gives the buyer a coupon or a sum that was decided."""
    if decided.amount_max is None and decided.alternative not in {"coupon", "compensate"}:
        return False
    return any(act.act is Act.COMPENSATE for act in commitments(sentence.text))
