"""Rulebooks: strict reading with one-line errors, and the law as the floor of a shop's rules."""

import pytest
import yaml

from agent.errors import ConfigurationError
from agent.policy.rule import Layer
from agent.policy.rulebook import PACKS, Rulebook, load_rulebook, packs_for
from knowledge.clause import Clause

GOOD = {
    "id": "R-7D",
    "title": "七天无理由",
    "clause": {"path": "returns.md", "heading": "七天"},
    "when": {"problem": ["changed_mind", "size"], "days_since_delivered": {"max": 7}},
    "outcome": "return_refund",
    "freight": "buyer",
}


def find(path: str, heading: str) -> Clause | None:
    if path != "returns.md":
        return None
    return Clause(
        clause_id="c", path=path, heading=f"退货 > {heading}", text="签收次日起七天内可退。"
    )


def load(*rules: object) -> Rulebook:
    text = yaml.safe_dump({"rules": list(rules)}, allow_unicode=True, sort_keys=False)
    return load_rulebook(text, path="rules.yaml", find_clause=find, packs=())


def test_a_rule_is_read_with_its_clause() -> None:
    rule = load(GOOD).rules[0]
    assert (rule.layer, rule.citation.heading, rule.citation.quote) == (
        Layer.SHOP,
        "退货 > 七天",
        "签收次日起七天内可退。",
    )
    assert [str(condition) for condition in rule.when] == [
        "problem is changed_mind | size",
        "days_since_delivered ≤ 7",
    ]


def test_nothing_of_the_shop_leaves_the_packs() -> None:
    for text in (None, "", "rules: []", "# nothing yet\n"):
        book = load_rulebook(text, find_clause=find)
        assert {rule.layer for rule in book.rules} == {Layer.LAW, Layer.PLATFORM}


def test_a_rule_takes_the_validity_of_its_clause() -> None:
    def dated(path: str, heading: str) -> Clause:
        return Clause(
            clause_id="c",
            path=path,
            heading=heading,
            text="t",
            valid_from="2026-01-01",
            valid_to="2026-08-31",
        )

    text = yaml.safe_dump({"rules": [GOOD, {**GOOD, "id": "R2", "valid_to": "2026-06-30"}]})
    one, two = load_rulebook(text, find_clause=dated, packs=()).rules
    assert (str(one.valid_from), str(one.valid_to), str(two.valid_to)) == (
        "2026-01-01",
        "2026-08-31",
        "2026-06-30",
    )


BAD = [
    ({"id": None}, "rule 1", "id"),
    ({"outcom": "refund"}, "R-7D", "outcom is not known; known keys:"),
    ({"outcome": "give_all"}, "R-7D", "'give_all' is not known; known: refund,"),
    ({"outcome": None}, "R-7D", "outcome is missing"),
    ({"freight": "shop"}, "R-7D", "freight 'shop' is not known; known: buyer, seller"),
    ({"clause": None}, "R-7D", "clause is missing"),
    ({"clause": {"path": "gone.md", "heading": "x"}}, "R-7D", "gone.md#x is not in the release"),
    ({"clause": {"path": "returns.md", "page": 3}}, "R-7D", "clause.page is not known"),
    (
        {"when": {"day_since_delivered": {"max": 7}}},
        "R-7D",
        "when.day_since_delivered is not known; known keys:",
    ),
    ({"when": {"problem": ["broken"]}}, "R-7D", "'broken' is not known; known: none, changed_mind"),
    ({"when": {"want": "money"}}, "R-7D", "when.want 'money' is not known"),
    (
        {"when": {"days_since_delivered": {"maximum": 7}}},
        "R-7D",
        "maximum is not known; known keys: known, max, min, not",
    ),
    ({"when": {"days_since_delivered": {"max": "a week"}}}, "R-7D", "'a week' is not a number"),
    ({"when": {"category": {"max": 7}}}, "R-7D", "fits only numbers"),
    ({"when": {"category": {"known": "yes"}}}, "R-7D", "must be true or false"),
    ({"when": {"problem": []}}, "R-7D", "must be a value or a list of values"),
    ({"when": ["problem"]}, "R-7D", "when must be a mapping"),
    ({"valid_from": "soon"}, "R-7D", "'soon' is not a date"),
    ({"priority": "high"}, "R-7D", "'high' is not a whole number"),
    ({"ask_for": ["passport"]}, "R-7D", "'passport' is not known; known: address"),
    ({"prove": {"who": "carrier"}}, "R-7D", "prove must be like"),
    ({"amount": {"of": "everything"}}, "R-7D", "'everything' is not known"),
    ({"amount": {"percent": 150}}, "R-7D", "must be a number from 0 to 100"),
    ({"amount": {"max": "lots"}}, "R-7D", "'lots' is not an amount"),
    ({"text": {"fr": "…"}}, "R-7D", "text.fr is not known"),
    ({"deadline": {"kind": "some_day", "days": 1}}, "R-7D", "'some_day' is not known"),
    ({"deadline": {"kind": "refund_by"}}, "R-7D", "exactly one of seconds, hours, days"),
    ({"clock": "wall"}, "R-7D", "'wall' is not known; known: order, processing"),
]


@pytest.mark.parametrize(("change", "where", "what"), BAD, ids=lambda part: str(part)[:50])
def test_every_mistake_is_one_line_naming_file_rule_and_key(
    change: dict[str, object], where: str, what: str
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load({**GOOD, **change})
    text = str(caught.value)
    assert text.startswith("rules.yaml: ") and where in text and what in text and "\n" not in text


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("rules: [", "line 2"),
        ("just words", "is wanted"),
        ("rules: 3", "must be a list"),
        ("rulez: []", "unknown key 'rulez'"),
        ("rules: [3]", "must be a mapping"),
    ],
)
def test_a_file_that_is_no_rulebook(text: str, what: str) -> None:
    with pytest.raises(ConfigurationError, match="^rules.yaml") as caught:
        load_rulebook(text, path="rules.yaml", find_clause=find)
    assert what in str(caught.value)


def test_ids_stand_once() -> None:
    with pytest.raises(ConfigurationError, match="'R-7D': id stands twice"):
        load(GOOD, GOOD)


DAYS7 = {"days_since_delivered": {"max": 7}}
BELOW = [
    ("short window", {"when": {"problem": ["changed_mind"], "days_since_delivered": {"max": 6}}}, "第二十五条"),
    ("short window, reason open", {"when": {"want": ["return_refund"], "days_since_delivered": {"max": 3}}}, "第二十五条"),
    ("short window for faults", {"when": {"problem": ["quality"], "days_since_delivered": {"max": 3}}, "freight": None}, "第二十四条"),
    ("freight of a fault", {"when": {"problem": ["quality"], **DAYS7}}, "第二十四条"),
    ("freight of a mix", {"when": {"problem": ["changed_mind", "damaged"], **DAYS7}}, "第二十四条"),
    ("freight of a wrong item", {"when": {"problem": ["wrong_item"]}, "outcome": "exchange"}, "第二十四条"),
    ("restocking fee", {"amount": {"of": "paid", "percent": 90}}, "第十七条"),
    ("no confirmation", {"when": {"problem": ["changed_mind"], "category": ["内衣"]}, "outcome": "decline"}, "第七条、第二十条"),
    ("custom without record", {"when": {"problem": ["changed_mind"], "custom_made": True}, "outcome": "decline"}, "第七条、第二十条"),
    ("refused from day 4", {"when": {"problem": ["size"], "days_since_delivered": {"min": 4}}, "outcome": "decline"}, "第二十五条"),
    ("refused whatever", {"when": {}, "outcome": "decline"}, "第二十五条"),
    ("fault refused", {"when": {"problem": ["quality"], "days_since_delivered": {"max": 7}}, "outcome": "decline"}, "第二十四条"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change", "article"), BELOW, ids=[row[0] for row in BELOW])
def test_worse_than_the_law_is_refused_with_the_article(
    name: str, change: dict[str, object], article: str
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load({**GOOD, **change})
    assert article in str(caught.value) and "R-7D" in str(caught.value)


ALLOWED = [
    {"when": {"problem": ["changed_mind"], "days_since_delivered": {"max": 30}}},
    {
        "when": {"problem": ["changed_mind"], "days_since_delivered": {"max": 3}},
        "freight": "seller",
    },  # an extra
    {"when": {"problem": ["quality"], **DAYS7}, "freight": "seller"},
    {"when": {"problem": ["changed_mind"], "no_return_confirmed": True}, "outcome": "decline"},
    {"when": {"problem": ["changed_mind"], "custom_made_confirmed": True}, "outcome": "decline"},
    {"when": {"problem": ["changed_mind"], "intact": False}, "outcome": "decline"},
    {"when": {"problem": ["changed_mind"], "goods": ["fresh"]}, "outcome": "decline"},
    {"when": {"problem": ["changed_mind"], "category": ["鲜花", "生鲜水果"]}, "outcome": "decline"},
    {
        "when": {"problem": ["changed_mind"], "days_since_delivered": {"min": 8}},
        "outcome": "decline",
    },
    {"when": {"problem": ["price_drop"]}, "outcome": "decline"},
    {"when": {"want": ["compensate"], "problem": ["size"]}, "outcome": "decline"},
    {"when": {"want": ["exchange"]}, "outcome": "decline"},
    {"when": {"problem": ["quality"], "days_since_delivered": {"min": 16}}, "outcome": "decline"},
    {"platforms": ["aliexpress"], "when": {"problem": ["changed_mind"]}, "outcome": "decline"},
]


@pytest.mark.parametrize("change", ALLOWED, ids=str)
def test_what_the_law_allows_is_read(change: dict[str, object]) -> None:
    assert load({**GOOD, **change}).rules


def test_which_packs_speak_where() -> None:
    assert packs_for("tmall") == packs_for("Taobao") == ("desk", "cn_law", "tmall")
    assert packs_for("jd") == ("desk", "cn_law", "jd")
    assert packs_for("aliexpress") == ("desk", "aliexpress")
    assert packs_for("ozon") == packs_for("other") == ("desk", "cn_law")
    with pytest.raises(ConfigurationError, match="known packs: desk, cn_law"):
        load_rulebook(None, find_clause=find, packs=("amazon",))


def test_a_rulebook_filters_by_platform() -> None:
    book = load_rulebook(
        yaml.safe_dump({"rules": [{**GOOD, "platforms": ["Tmall"]}]}), find_clause=find, packs=PACKS
    )
    assert "R-7D" in {rule.id for rule in book.for_platform("tmall")}
    assert "R-7D" not in {rule.id for rule in book.for_platform("taobao")}
    assert not any(rule.pack == "cn_law" for rule in book.for_platform("aliexpress"))


def test_yaml_is_only_data() -> None:
    with pytest.raises(ConfigurationError):
        load_rulebook("rules: !!python/object/apply:os.system ['true']", find_clause=find)
