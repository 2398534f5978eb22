"""Whether words found really speak to a question: shared words of content, not of form, and not the goods' name alone."""

import re
from collections.abc import Sequence

from agent.drafting.brief import Brief
from agent.drafting.title import Titles
from knowledge.search.terms import SHORT_CODE

_FORM = re.compile(
    r"请问|請問|可以|能不能|可不可以|是不是|有没有|有沒有|会不会|會不會|要不要|是否|能否|可否|现在|現在|一下|如果|还是|還是|需要|知道|告诉|告訴|问题|問題|商品|宝贝|寶貝|店铺|店鋪|賣場|买家|買家|客服|收到|没有|沒有|不会|不會|"
    r"一个|一個|时候|時候|怎么样|怎麼樣|怎么|怎麼|怎样|怎樣|多少|多久|已经|已經|就是|不是|还有|還有|大概|一般|东西|東西|这样|這樣|这个|這個|那个|那個|这款|這款|或者|但是|因为|因為|所以|然后|然後|之后|之後|之前|以后|以後|情况|情況|狀況|"
    r"处理|處理|办理|辦理|提供|到底|什么|什麼|哪里|哪裡|必须|必須|應該|应该|万一|萬一|[我你您他她它咱]们?|[的了是亲在这這那吗嗎呢吧啊呀嘛哦喔啦哈着著过過和与與及或就都也还還要会會能可把被给給让讓跟从從到对對为為哪谁誰啥几幾个個想问問请請帮幫麻烦煩有没沒不很太]"
)
# Names of whole groups, and what belongs to each: words about the group answer for all of it.
_GROUPS = tuple(
    (re.compile(rf"^(?:{names})$"), re.compile(rf"(?:{members})$"))
    for names, members in (
        (r"衣服|服装|服裝|衣物", r"[衣衫裤褲裙袍恤]|外套|夹克|夾克|羽绒|羽絨|马甲|背心|服"),
        (r"鞋子|鞋", r"[鞋靴]"),
        (r"包包|包", r"包"),
        (r"球拍|拍子|拍", r"拍"),
        (r"餐具", r"[碗盘盤碟杯勺筷]"),
        (r"内衣|內衣", r"[衣裤褲]|文胸"),
    )
)
# A question bound to a case of its own is answered only by words that speak of that case.
_BOUNDS = tuple(
    (re.compile(asked, re.IGNORECASE), re.compile(told, re.IGNORECASE))
    for asked, told in (
        (r"开了?(盖|封|瓶|罐|袋)|拆封后|打开(以|之)?后|after opening|once open", r"开(了)?(盖|封|瓶|罐|袋)|拆封|打开|启用|open"),
        (r"怀孕|孕妇|孕期|哺乳|pregnan|breastfe", r"孕|哺乳|pregnan|breastfe"),
        (r"过敏|敏感肌|allerg|sensitive skin", r"过敏|敏感|allerg|sensitive"),
        (r"宝宝|婴儿|小孩|孩子.{0,4}(能|可以)|\b(baby|babies|infant|toddler|kids?)\b", r"宝宝|婴|幼|儿童|孩|岁|baby|infant|child|kid|age"),
        (r"飞机|登机|托运|on (a|the) plane|airplane|carry.?on", r"飞机|登机|托运|航空|plane|flight|airline"),
        (r"公司抬头|单位抬头|公司发票|company (name|invoice)", r"公司|企业|单位|税号|抬头|company|tax"),
        (r"国外|海外|境外|出国|overseas|abroad", r"国外|海外|境外|国际|全球|overseas|abroad|international|worldwide"),
        (r"分期|花呗|installment|klarna", r"分期|花呗|installment|klarna"),
        (r"坏|壞|破|断|斷|裂|质量|品質|瑕疵|[发發寄]错|少[发發]|漏[发發]|broke|faulty|damaged|defect|wrong item", r"^(?!.*(?:无理由|無理由|鑑賞|鉴赏|any reason|change of mind)).|质量|品質|瑕疵|破损|破損|故障|错[发發]|[发發]错|fault|defect|damage"),
        (r"以旧换新|trade.?in", r"以旧换新|旧机|trade.?in"),
    )
)  # fmt: skip
# Words that grant something narrow answer nobody who does not ask for it.
_NARROW = (
    (re.compile(r"取消|cancel", re.IGNORECASE), re.compile(r"取消|不要|不想|退|撤|cancel|refund", re.IGNORECASE)),
)  # fmt: skip
_MODEL = re.compile(
    r"(?<![a-z\d])[a-z]{1,6}[- ]?\d{1,5}[a-z]{0,2}(?![a-z\d])(?:\s?(?:pro|max|plus|mini|lite|ultra|se|air|青春版|标准版|標準版|旗舰版|旗艦版|升级版|升級版))*",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?=.*[a-z])(?=.*\d)[a-z\d\-]+")
_ENGLISH_FORM = frozenset(
    """
the and you your for are can will with this that have has how what when where which who why does did not but from they them
should would could there here item product shop store order please know want need get any much many take our about
""".split()
)


def content(text: str) -> set[str]:
    """Return the units of content: pairs of characters, single characters that stand alone, English words, codes."""
    low = text.lower()
    units = {
        word.rstrip("s")
        for word in re.findall(r"[a-z][a-z\d\-]{2,}|[a-z]?\d[a-z\d]*", low)
        if word not in _ENGLISH_FORM
    }
    single = set()
    for run in re.findall(r"[\u3400-\u9fff]+", _FORM.sub(" ", low)):
        units |= {run[at : at + 2] for at in range(len(run) - 1)}
        single |= {run} if len(run) == 1 else set()
    return units or single  # one character says something only where nothing else does


def _of_group(name: str, noun: str) -> bool:
    """Whether a name stands for a whole group of goods that the noun belongs to."""
    return any(names.search(name) and members.search(noun) for names, members in _GROUPS)


def _models(text: str) -> frozenset[str]:
    """Return the names of models in a text, in one spelling."""
    return frozenset(re.sub(r"[\s\-]", "", found.lower()) for found in _MODEL.findall(text))


def _series(model: str) -> str:
    return re.split(r"\d", model, maxsplit=1)[0]


class Relevance:
    """Judges what was found against the question; `titles` knows the names of goods."""

    def __init__(self, titles: Titles) -> None:
        self._titles = titles

    def same_goods(self, question: str, said: str) -> bool:
        """Return whether the words are not about other goods than those the question names."""
        asked, told = self._titles.nouns(question), self._titles.nouns(said)
        if not asked or not told:
            return True
        return any(
            one[-1] == other[-1] or one in said or _of_group(one, other) or _of_group(other, one)
            for one in asked
            for other in told
        )

    def same_bounds(self, question: str, said: str) -> bool:
        """Return whether the words speak of the special case that the question is bound to (after opening, on a plane)."""
        return all(told.search(said) for asked, told in _BOUNDS if asked.search(question))

    def same_codes(self, question: str, said: str) -> bool:
        """Return whether words that name codes (E07) name one that the question does, where it names any."""
        asked, told = (set(SHORT_CODE.findall(text.lower())) for text in (question, said))
        return not asked or not told or bool(asked & told)

    def same_model(self, named: str, told_of: str) -> bool:
        """Return whether words under a model's name (K10 Pro) are not of a sister (K10) of the one that is named."""
        asked, told = _models(named), _models(told_of)
        sisters = set(map(_series, asked)) & set(map(_series, told))
        return not sisters or bool(asked & told)

    def open_to(self, question: str, said: str) -> bool:
        """Return whether words that begin with something narrow (cancelling) answer a question that asks for it."""
        first = re.split(r"[，。；,.;]", said, maxsplit=1)[0]
        return all(asked.search(question) for told, asked in _NARROW if told.search(first))

    def share(
        self,
        brief: Brief,
        question: str,
        said: str,
        *,
        settled: str = "",
        others: Sequence[str] = (),
    ) -> tuple[int, float]:
        """Return how many units of the question the words hold, and which share (0-1) of all of them that is.

        The goods' name and what is `settled` (a regular expression) do not count; a code (E04, 4U) counts thrice.
        """
        goods = [self._titles.short(title) for title in (brief.order.titles if brief.order else ())]
        asked = self._titles.without_subject(question)
        for name in filter(None, goods):
            asked = asked.replace(name, " ")
        if settled:
            asked = re.sub(settled, " ", asked, flags=re.IGNORECASE)
        units, low = content(asked), said.lower()
        rest = [one.lower() for one in others]
        # What all the other passages hold too does not tell which of them answers.
        common = {unit for unit in units if rest and all(unit in one for one in rest)}
        shared = {unit for unit in units - common if unit in low}
        coded = [unit for unit in shared if _CODE.fullmatch(unit)]
        count = len(shared) + 2 * len(coded)
        return count, count / len(units) if units else 0.0
