"""Names of people beside the buyer (a neighbour who signed, a courier), masked: they are nobody's evidence."""

import re

_SURNAMES = (
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖蕭田董袁潘于蒋蔣蔡余杜叶葉程苏蘇魏吕呂丁任沈"
    "姚卢盧姜崔钟鐘谭譚陆陸汪范金石廖贾賈夏韦韋付方白邹鄒孟熊秦邱江尹薛闫段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬钱錢严嚴覃武戴莫孔向汤湯"
)
_RELATIONS = (
    "邻居|鄰居|同事|朋友|室友|舍友|门卫|門衛|保安|前台|管理员|管理員|房东|房東|快递员|快遞員|派件员|派件員|小哥|师傅|師傅|签收人|簽收人|代收人|收件人|联系人|聯絡人"
    "|经手人|姓名|我叫|叫做|叫"
)
_NAMED = re.compile(
    rf"({_RELATIONS})(\s*[:：是]?\s*)([{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?)(?=[^\u4e00-\u9fff]|$|签|簽|收|帮|幫|代|拿|送|打|说|說|的|电|電|先生|女士|小姐|那|他|她|给|給|在)"
)
_LATIN = re.compile(
    r"\b((?:neighbou?r|friend|colleague|roommate|courier|driver|doorman|signed (?:for )?by|received by)[ :,]+)((?:Mr|Mrs|Ms|Miss)?\.?\s?[A-Z][a-z]+(?: [A-Z][a-z]+)?)"
)


def without_others(text: str) -> str:
    """Return the text with the names of people that it introduces replaced by a fixed word."""
    return _LATIN.sub(r"\1〔姓名〕", _NAMED.sub(r"\1\2〔姓名〕", text))
