"""What calls a lead: words of rage and danger inside other words, and an everyday trouble that explains the tone."""

import pytest

from agent.domain.reading import CLAIM_WANTS, Problem, Risk, Triage, Want
from agent.understanding.leads import harmless_if_untouched, needs_lead, quieted, standing_risks
from agent.understanding.lexicon import phrases, said
from agent.understanding.normalise import plain
from agent.understanding.pieces import Guess
from agent.understanding.problems import choose_problem
from agent.understanding.record import Record
from agent.understanding.risks import find_dangers
from agent.understanding.standing import said_wants
from agent.understanding.turns import Turns


@pytest.mark.parametrize(
    "text", ["空气炸锅坏了", "滚筒不转", "饼干你们少发一包", "我操作不了", "还没完成"]
)
def test_a_word_of_rage_within_another_word_is_none(text: str) -> None:
    assert "fury" not in said(phrases("emotion").find(plain(text)))


@pytest.mark.parametrize("text", ["气炸了", "滚", "我操", "跟你们没完", "干你娘"])
def test_words_of_rage_are_heard(text: str) -> None:
    assert "fury" in said(phrases("emotion").find(plain(text)))


def test_an_allergy_one_has_is_no_injury_and_one_that_came_is() -> None:
    assert find_dangers(plain("我对坚果过敏 里面有没有")).risks == ()
    assert find_dangers(plain("对你们这面霜过敏")).risks == (Risk.INJURY,)
    assert find_dangers(plain("脸过敏了")).risks == (Risk.INJURY,)


def test_how_often_a_part_is_changed_is_no_exchange() -> None:
    assert Want.EXCHANGE not in said_wants("滤芯多久换一次")
    assert Want.EXCHANGE in said_wants("多久能给我换一个")


def _guess(problem: Problem, *, lead: float, injury: float = 0.0) -> Guess:
    return {
        "lead": {"yes": lead},
        "problem": {problem: 0.9, Problem.NONE: 0.1},
        "risk": {Risk.INJURY: injury},
        "triage": {Triage.ESCALATE: 0.8, Triage.REPLY: 0.2},
    }


@pytest.mark.parametrize(
    ("guess", "called"),
    [
        (_guess(Problem.MISSING_ITEM, lead=0.8), False),
        (_guess(Problem.MISSING_ITEM, lead=0.97), True),
        (_guess(Problem.MISSING_ITEM, lead=0.8, injury=0.3), True),
        (_guess(Problem.SERVICE, lead=0.8), True),
    ],
)
def test_a_tangible_trouble_without_a_risk_must_sound_gravest(guess: Guess, called: bool) -> None:
    found = needs_lead(
        (), guess, manager=False, promised=False, claim=True, level=2, pleased=False, calm=False
    )
    assert found is called


@pytest.mark.parametrize("text", ["你们是不是卖假货", "是不是给我发的假货", "怎么给我寄的高仿"])
def test_to_ask_whether_the_shop_sells_fakes_is_to_accuse_it(text: str) -> None:
    assert find_dangers(plain(text)).risks == (Risk.COUNTERFEIT,)


@pytest.mark.parametrize("text", ["是正品吗", "确定不会是假的吧?", "这款是不是正品啊"])
def test_to_ask_whether_goods_are_genuine_is_a_question(text: str) -> None:
    assert find_dangers(plain(text)).risks == ()


@pytest.mark.parametrize(("lead", "called"), [(0.8, False), (0.97, True)])
def test_a_good_review_calls_a_lead_only_where_harm_is_beyond_doubt(
    lead: float, called: bool
) -> None:
    guess = _guess(Problem.NONE, lead=lead)
    found = needs_lead(
        (), guess, manager=False, promised=False, claim=False, level=0, pleased=True, calm=False,
        review=True,
    )  # fmt: skip
    assert found is called


@pytest.mark.parametrize(("lead", "called"), [(0.6, False), (0.8, True)])
def test_a_calm_question_calls_a_lead_where_harm_is_all_but_certain(
    lead: float, called: bool
) -> None:
    guess = _guess(Problem.NONE, lead=lead)
    found = needs_lead(
        (), guess, manager=False, promised=False, claim=False, level=0, pleased=False, calm=True
    )
    assert found is called


@pytest.mark.parametrize(("lead", "stands"), [(0.4, False), (0.6, True)])
def test_a_word_of_danger_in_praise_must_sound_of_danger(lead: float, stands: bool) -> None:
    dangers = find_dangers(plain("一开盖直接爆炸"))
    assert dangers.risks == (Risk.FIRE,)
    kept = standing_risks(dangers, _guess(Problem.NONE, lead=lead), level=0, calm=True)
    assert bool(kept) is stands


def _shares(**problems: float) -> Guess:
    every = {problem: problems.get(problem.value, 0.0) for problem in Problem}
    return {"lead": {"yes": 0.1}, "problem": every, "also": {Want.COMPLAINT: 0.6}}


@pytest.mark.parametrize(
    ("record", "found"),
    [
        (Record(), Problem.LOST),
        (Record(sent=True, arrived=True, held=True), Problem.QUALITY),
    ],
)
def test_who_sends_goods_back_has_not_lost_them(record: Record, found: Problem) -> None:
    heard = Turns("stone is missing, empty setting", ())
    guess = _shares(lost=0.6, quality=0.3)
    got = choose_problem(heard, guess, Want.RETURN_REFUND, (), broken=False, record=record)
    assert got is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("it's been a month and a half. nothing.", Problem.LATE),
        ("package not received", Problem.LATE),
        ("got it today, nothing like the listing", Problem.NOT_AS_DESCRIBED),
    ],
)
def test_nothing_is_wrong_with_goods_that_are_still_on_their_way(text: str, found: Problem) -> None:
    guess = _shares(not_as_described=0.5, late=0.3)
    got = choose_problem(
        Turns(text, ()), guess, Want.REFUND, (), broken=False, record=Record(sent=True)
    )
    assert got is found


@pytest.mark.parametrize(
    "text", ["退款申请点了两天，到哪一步了", "換貨處理好了嗎", "退货提交了，多久能到账"]
)
def test_a_claim_that_is_under_way_is_asked_after_and_not_made(text: str) -> None:
    assert not set(said_wants(text)) & CLAIM_WANTS


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("说明书写给外星人看的吧，滤网洗完装不回去", Problem.NONE),
        ("滤网洗完裂了", Problem.QUALITY),
    ],
)
def test_who_cannot_put_it_together_needs_help(text: str, found: Problem) -> None:
    guess = _shares(quality=0.7)
    got = choose_problem(Turns(text, ()), guess, Want.COMPLAINT, (), broken=False)
    assert got is found


@pytest.mark.parametrize(
    ("lead", "pleased", "heard"), [(0.7, True, False), (0.97, True, True), (0.7, False, True)]
)
def test_praise_that_sounds_of_danger_is_heard_only_beyond_doubt(
    lead: float, pleased: bool, heard: bool
) -> None:
    guess = quieted(_guess(Problem.NONE, lead=lead), (), long_review=False, pleased=pleased)
    assert bool(guess["lead"]["yes"]) is heard


def test_cheap_goods_are_no_fakes_and_the_office_in_charge_is_a_regulator() -> None:
    assert find_dangers(plain("跟三块钱地摊货没两样")).risks == ()
    assert find_dangers(plain("照片已经递给该管的部门了")).risks == (Risk.REGULATOR,)


@pytest.mark.parametrize(
    ("text", "lead", "quiet"),
    [
        ("拆开喂了，狗闻了一下就走", 0.9, True),
        ("孩子一口都没喝", 0.9, True),
        ("孩子一口都没喝", 0.99, False),
        ("狗闻了一下就走，插头还漏电", 0.9, False),
        ("狗吃完没精神", 0.9, False),
    ],
)
def test_what_nobody_took_hurt_nobody(text: str, lead: float, quiet: bool) -> None:
    seen = plain(text)
    guess = _guess(Problem.SAFETY, lead=lead, injury=0.6)
    heard = harmless_if_untouched(guess, seen, find_dangers(seen))
    assert (heard["lead"]["yes"] == 0.0) is quiet


@pytest.mark.parametrize(
    ("problem", "lead", "fire", "stands"),
    [
        (Problem.NONE, 0.7, 0.05, False),
        (Problem.SAFETY, 0.7, 0.05, True),
        (Problem.SAFETY, 0.4, 0.8, True),
        (Problem.SAFETY, 0.4, 0.05, False),
    ],
)
def test_violent_words_of_praise_alarm_only_where_a_head_bears_them_out(
    problem: Problem, lead: float, fire: float, stands: bool
) -> None:
    guess = _guess(problem, lead=lead)
    guess["problem"] = {problem: 0.9}
    guess["risk"] = {Risk.FIRE: fire}
    found = standing_risks(
        find_dangers(plain("一口下去爆炸，毒得很")), guess, level=0, pleased=True
    )
    assert (Risk.FIRE in found) is stands


@pytest.mark.parametrize(
    ("text", "risks"),
    [
        ("香到爆炸", ()),
        ("低音炸裂", ()),
        ("爆炸好吃", ()),
        ("充电器炸裂了", (Risk.FIRE,)),
        ("电池爆炸", (Risk.FIRE,)),
    ],
)
def test_loud_praise_of_a_taste_or_sound_is_no_fire(text: str, risks: tuple[Risk, ...]) -> None:
    assert find_dangers(plain(text)).risks == risks
