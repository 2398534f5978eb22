"""The packs: cited, worded in three languages, quoted verbatim, and honest about what was not verified."""

import re
from pathlib import Path

import pytest

from agent.domain.decision import Outcome
from agent.domain.reading import Language
from agent.policy.rulebook import PACKS, load_pack
from knowledge.clause import Clock

LAWS = Path(__file__).parents[3] / "shared" / "data" / "laws"
RULES = [rule for name in PACKS for rule in load_pack(name).rules]


def test_ids_stand_once_over_all_packs() -> None:
    ids = [rule.id for rule in RULES]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_is_cited_and_worded(rule) -> None:  # type: ignore[no-untyped-def]
    assert rule.citation.path and rule.title
    assert rule.clock is Clock.PROCESSING
    assert set(rule.text) == {language.value for language in Language}
    for language, text in rule.text.items():
        assert 10 <= len(text) <= 260, (rule.id, language)
        assert not text.endswith(("。", ".")), "the writer ends the sentence"
    assert re.search(r"[\u4e00-\u9fff]", rule.text["en"]) is None
    assert not re.search(r"第一|最", rule.text["zh-Hans"] + rule.text["zh-Hant"])


@pytest.mark.parametrize(
    "rule", [r for r in RULES if r.outcome is Outcome.ESCALATE], ids=lambda rule: rule.id
)
def test_escalations_promise_nothing(rule) -> None:  # type: ignore[no-untyped-def]
    assert not re.search(r"退款|赔|补偿|換|换货|退货", rule.text["zh-Hans"])
    assert rule.amount is None and rule.freight is None


def test_traditional_texts_are_no_mere_copies() -> None:
    same = [rule.id for rule in RULES if rule.text["zh-Hans"] == rule.text["zh-Hant"]]
    assert not same
    simplified = re.compile("[们这为请货运损坏发单订与将对应质检换补还没谅过]")
    wrong = [
        (r.id, simplified.findall(r.text["zh-Hant"]))
        for r in RULES
        if simplified.search(r.text["zh-Hant"])
    ]
    allowed = {"還", "沒"}
    assert not [(rule, found) for rule, found in wrong if set(found) - allowed]


def test_unverified_defaults_are_marked() -> None:
    assert {rule.id for rule in RULES if rule.unverified} >= {
        "CN-FAULT-EXCHANGE",
        "CN-FAULT-ON-ARRIVAL",
        "AE-OVER",
    }
    tmall = {rule.kind.value: rule for rule in load_pack("tmall").deadlines}
    assert tmall["platform_answer"].provenance.endswith("［默认值，未核实 unverified］")
    assert not tmall["review_reply_by"].unverified


def test_quotes_stand_in_the_article_of_the_law() -> None:
    if not LAWS.is_dir():
        pytest.skip("texts of the laws are not beside the checkout")
    unfound = []
    for rule in RULES:
        cited = rule.citation
        name = {"民法典": "民法典合同编"}.get(cited.path, cited.path)
        file = LAWS / f"{name}.txt"
        if not file.is_file() or not cited.quote:
            continue
        text = file.read_text(encoding="utf-8")
        article = re.search(
            rf"(?m)^\s*{cited.heading}[\s　](.*?)(?=^\s*第[一二三四五六七八九十百零]+条[\s　]|\Z)",
            text,
            re.S,
        )
        if article is None or cited.quote not in article.group(1).replace("\n", ""):
            unfound.append((rule.id, cited.path, cited.heading, cited.quote))
    assert not unfound
