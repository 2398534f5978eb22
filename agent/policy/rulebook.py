"""YAML to Rulebook: strict, with one-line errors that name file, rule and key.

A shop's rules.yaml has `rules` (and, optionally, `deadlines`), each rule with the keys in `RULE_KEYS`; a pack has the same with a
cited source instead of a document. A rule whose clause does not exist, or that is worse for the buyer than the law, is
refused; one with `accepted: false` (a proposal that a person has not checked) is read and left aside. `find_clause(path, heading)` looks a clause up in the release.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from agent.domain.value import Value
from agent.errors import ConfigurationError
from agent.policy.defaults import UNVERIFIED, Defaults, filled, read_defaults, set_by_shop
from agent.policy.floor import below_floor
from agent.policy.rule import CautionRule, DeadlineRule, Layer, Rule
from agent.policy.rule_reader import Place, read_caution, read_deadline, read_rule
from knowledge.clause import Citation, Clause, Clock

FindClause = Callable[[str, str], Clause | None]

PACKS = ("desk", "cn_law", "tmall", "jd", "aliexpress", "wechat", "pdd")

_QUOTE = 300  # characters of a clause quoted in a reason


class Rulebook(Value):
    """All rules and deadlines of a shop, with the packs under them."""

    rules: tuple[Rule, ...] = ()
    deadlines: tuple[DeadlineRule, ...] = ()
    cautions: tuple[CautionRule, ...] = ()
    defaults: Defaults = Defaults()

    def for_platform(self, platform: str) -> tuple[Rule, ...]:
        """Return the rules that speak on a platform: the shop's own, and the packs of that platform."""
        packs = packs_for(platform)
        return tuple(
            rule
            for rule in self.rules
            if (rule.layer is Layer.SHOP or rule.pack in packs)
            and (not rule.platforms or platform.lower() in rule.platforms)
        )

    def rule(self, rule_id: str) -> Rule | None:
        """Return a rule by its id."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)


def packs_for(platform: str) -> tuple[str, ...]:
    """Return the packs that speak on a platform.

    `desk` (when a lead must take a case, and plain service duties) always. `cn_law` for everything sold at home, and alone for
    an unknown platform. AliExpress sells across borders under the platform's own buyer protection; the seven-day
    regime of 消费者权益保护法 art. 25 protects consumers buying in China, so that its own pack stands there instead.
    """
    name = platform.lower()
    if name == "aliexpress":
        return ("desk", "aliexpress")
    return ("desk", "cn_law", *_OWN_PACKS.get(name, ()))


_OWN_PACKS = {
    "tmall": ("tmall",), "taobao": ("tmall",), "jd": ("jd",), "wechat": ("wechat",), "weixin": ("wechat",), "pdd": ("pdd",),
    "pinduoduo": ("pdd",),
}  # fmt: skip


def load_rulebook(
    shop_rules: str | None,
    *,
    path: str = "rules.yaml",
    find_clause: FindClause,
    packs: Sequence[str] = PACKS,
) -> Rulebook:
    """Read a shop's rules on top of the packs.

    Raises:
        ConfigurationError: In one line, what is wrong in which file, rule and key, and what to do.
    """
    rules: list[Rule] = []
    deadlines: list[DeadlineRule] = []
    cautions: list[CautionRule] = []
    defaults = pack_defaults(tuple(packs))
    if shop_rules is not None and shop_rules.strip():
        data = _document(shop_rules, path)
        defaults = set_by_shop(defaults, data.get("defaults"), path)
        rules += _shop_rules(data, path, find_clause)
        deadlines += [
            read_deadline(raw, Place(path, f"deadlines[{i}]")).model_copy(
                update={"source": f"{path}"}
            )
            for i, raw in enumerate(data.get("deadlines") or ())
        ]
    for name in dict.fromkeys(packs):
        pack = load_pack(name, defaults)
        rules += pack.rules
        deadlines += pack.deadlines
        cautions += pack.cautions
    return Rulebook(
        rules=tuple(rules),
        deadlines=tuple(deadlines),
        cautions=tuple(cautions),
        defaults=defaults,
    )


@lru_cache(maxsize=32)
def pack_defaults(packs: tuple[str, ...]) -> Defaults:
    """Return the figures that packs leave to a shop."""
    found = Defaults()
    for name in dict.fromkeys(packs):
        found = found.joined(read_defaults(_pack(name).get("defaults"), f"packs/{name}.yaml"))
    return found


@lru_cache(maxsize=16)
def _pack(name: str) -> dict[str, Any]:
    if name not in PACKS:
        raise ConfigurationError(f"no rule pack {name!r}; known packs: {', '.join(PACKS)}")
    text = files("agent.policy.packs").joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    return _document(text, f"packs/{name}.yaml", _PACK_KEYS)


@lru_cache(maxsize=64)
def load_pack(name: str, defaults: Defaults | None = None) -> Rulebook:
    """Read a pack that comes with the product, with its own figures or the ones given.

    Raises:
        ConfigurationError: There is no such pack, or it does not follow the rule format.
    """
    data, where = _pack(name), f"packs/{name}.yaml"
    figures = defaults or pack_defaults((name,))
    layer = Layer.LAW if name in {"cn_law", "desk"} else Layer.PLATFORM
    rules = []
    for place, raw in _entries(data, where):
        whole, used = filled(raw, figures, where)
        cited = _pack_citation(whole, place)
        rule = read_rule(whole, place, layer=layer, citation=cited, clock=Clock.PROCESSING)
        told = bool(raw["clause"].get("unverified", raw.get("unverified", False)))
        doubted = tuple(one for one in used if one.unverified)
        note = "；".join(one.provenance for one in doubted) or (UNVERIFIED if told else None)
        rules.append(
            rule.model_copy(
                update={
                    "pack": name,
                    "unverified": told or bool(doubted),
                    "note": note,
                    "yields": bool(raw.get("yields", False)),
                }
            )
        )
    clocks = [
        read_deadline(raw, Place(where, f"deadlines[{i}]")).model_copy(update={"pack": name})
        for i, raw in enumerate(data.get("deadlines") or ())
    ]
    cautions = [
        read_caution(raw, Place(where, f"cautions[{i}]")).model_copy(update={"pack": name})
        for i, raw in enumerate(data.get("cautions") or ())
    ]
    return Rulebook(
        rules=tuple(rules),
        deadlines=tuple(clocks),
        cautions=tuple(cautions),
        defaults=figures,
    )


_SHOP_KEYS = ("rules", "deadlines", "defaults")
_PACK_KEYS = (*_SHOP_KEYS, "cautions")


def _document(text: str, path: str, known: Sequence[str] = _SHOP_KEYS) -> dict[str, Any]:
    try:
        data = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "not YAML"
        raise ConfigurationError(f"{path}{line}: {problem}; mend the YAML there") from None
    if data is None:
        return {}
    if isinstance(data, list):
        data = {"rules": data}
    if not isinstance(data, dict):
        raise ConfigurationError(
            f"{path}: a list under the key 'rules' is wanted, not {type(data).__name__}"
        )
    unknown = sorted(str(key) for key in set(data) - set(known))
    if unknown:
        raise ConfigurationError(
            f"{path}: unknown key {unknown[0]!r}; known keys: {', '.join(known)}"
        )
    for key in ("rules", "deadlines"):
        if not isinstance(data.get(key) or [], list):
            raise ConfigurationError(f"{path}: {key!r} must be a list")
    return data


def _entries(data: Mapping[str, Any], path: str) -> list[tuple[Place, dict[str, Any]]]:
    seen: set[str] = set()
    entries = []
    for index, raw in enumerate(data.get("rules") or ()):
        place = Place(path, f"rule {index + 1}")
        if not isinstance(raw, dict):
            raise place.error("", "must be a mapping of keys; see the rule format")
        rule_id = raw.get("id")
        if not isinstance(rule_id, str) or not rule_id.strip():
            raise place.error("id", "is missing; give every rule a name of its own, like 'R-7D'")
        place = Place(path, f"rule {rule_id!r}")
        if rule_id in seen:
            raise place.error("id", "stands twice; give each rule its own id")
        seen.add(rule_id)
        entries.append((place, raw))
    return entries


def _shop_rules(data: Mapping[str, Any], path: str, find_clause: FindClause) -> list[Rule]:
    rules = []
    for place, raw in _entries(data, path):
        clause = _shop_clause(raw, place, find_clause)
        quote = clause.text if len(clause.text) <= _QUOTE else clause.text[:_QUOTE]
        cited = Citation(path=clause.path, heading=clause.heading, quote=quote)
        rule = read_rule(raw, place, layer=Layer.SHOP, citation=cited, clock=Clock.ORDER)
        rule = rule.model_copy(update={
            "valid_from": rule.valid_from or clause.valid_from, "valid_to": rule.valid_to or clause.valid_to,
        })  # fmt: skip
        breach = below_floor(rule)
        if breach:
            raise place.error(
                breach.key,
                f"{breach.what}, which is worse for the buyer than {breach.article}; {breach.mend}",
            )
        if raw.get("accepted", True) is True:
            rules.append(rule)
    return rules


def _shop_clause(raw: Mapping[str, Any], place: Place, find_clause: FindClause) -> Clause:
    named = raw.get("clause")
    if not isinstance(named, dict) or not isinstance(named.get("path"), str):
        raise place.error(
            "clause", 'is missing; name the clause like {path: policies/returns.md, heading: "…"}'
        )
    unknown = sorted(set(map(str, named)) - {"path", "heading"})
    if unknown:
        raise place.error(f"clause.{unknown[0]}", "is not known; known keys: path, heading")
    heading = str(named.get("heading") or "")
    clause = find_clause(named["path"], heading)
    if clause is None:
        shown = f"{named['path']}#{heading}" if heading else named["path"]
        raise place.error(
            "clause",
            f"{shown} is not in the release; name an existing file and heading, or ingest it first",
        )
    return clause


def _pack_citation(raw: Mapping[str, Any], place: Place) -> Citation:
    named = raw.get("clause")
    if not isinstance(named, dict) or not named.get("source"):
        raise place.error("clause", "is missing; a pack cites {source, article, quote}")
    return Citation(
        path=str(named["source"]),
        heading=str(named.get("article") or ""),
        quote=str(named.get("quote") or ""),
    )
