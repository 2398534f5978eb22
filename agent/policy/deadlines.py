"""When what must have happened, each with where the time comes from.

Preference for one kind: the platform's own time from its API, then what the shop's rules configure, then the pack's default; a
default that was not verified says so in its `source`.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from agent.domain.decision import Deadline, DeadlineKind, Decision
from agent.domain.shop import WorkingHours
from agent.policy.facts import Facts
from agent.policy.rule import DeadlineRule
from agent.policy.rulebook import Rulebook, packs_for

_BY_INTERFACE = "平台接口给出的本单时限"


def deadlines_for(
    decision: Decision,
    facts: Facts,
    rulebook: Rulebook,
    *,
    now: datetime,
) -> tuple[Deadline, ...]:
    """Return the deadlines of a decided case, the earliest first.

    Args:
        decision: What was decided; what its rule or an earlier call set stands where nothing better is known.
        facts: The case's facts.
        rulebook: The shop's rules and packs, with their deadlines.
        now: The time of processing.
    """
    zone = ZoneInfo(facts.timezone)
    found: dict[DeadlineKind, Deadline] = {}
    for deadline in (*_platforms_own(facts, zone), *decision.deadlines):
        found.setdefault(deadline.kind, deadline)
    packs = packs_for(facts.platform)
    own = [rule for rule in rulebook.deadlines if not rule.pack]
    # The platform's own time before the general practice of the desk, and that after the law.
    general = [rule for pack in reversed(packs) for rule in rulebook.deadlines if rule.pack == pack]
    for rule in (*own, *general):
        if rule.kind not in found and _applies(rule, decision, facts):
            start = _start(rule, facts, now)
            if start is not None:
                due = _due(rule, start, zone)
                if rule.working and facts.hours:
                    due = in_working_hours(due, facts.hours, zone, after=max(start, now))
                found[rule.kind] = Deadline(kind=rule.kind, due=due, source=rule.provenance)
    return tuple(sorted(found.values(), key=lambda deadline: deadline.due))


def working_due(
    start: datetime, seconds: float, window: tuple[int, int], zone: ZoneInfo
) -> datetime:
    """Return when `seconds` have passed that count only between two hours of every day, holidays included.

    JD's evidence clock counts 9:00–18:00 (京东开放平台交易纠纷处理总则, in force 2025-07-04): four hours from 10:00 end at 14:00, from
    14:01 at 9:01 of the next day.
    """
    at = start.astimezone(zone)
    left = timedelta(seconds=seconds)
    while True:
        opens = at.replace(hour=window[0], minute=0, second=0, microsecond=0)
        closes = opens + timedelta(hours=window[1] - window[0])
        at = max(at, opens)
        if at < closes and at + left <= closes:
            return at + left
        left -= max(closes - at, timedelta(0))
        at = opens + timedelta(days=1)


def in_working_hours(
    due: datetime, hours: WorkingHours, zone: ZoneInfo, *, after: datetime
) -> datetime:
    """Return `due`, or where the shop is closed then, the last moment before it at which somebody is there.

    A follow-up that is owed within a day is done before closing, not after; only where the shop does not open between `after` and
    `due` does it wait for the next opening.
    """
    local = due.astimezone(zone)
    for back in range(8):
        day = (local - timedelta(days=back)).replace(second=0, microsecond=0)
        opens, closes = _opening(day, hours)
        if day.isoweekday() not in hours.days:
            continue
        if back == 0 and opens <= local <= closes:
            return due
        last = min(closes, local)
        if last < opens:
            continue
        if last > after:
            return last
        break
    for ahead in range(8):
        day = local + timedelta(days=ahead)
        opens, _ = _opening(day, hours)
        if day.isoweekday() in hours.days and opens >= local:
            return opens
    return due


def _opening(day: datetime, hours: WorkingHours) -> tuple[datetime, datetime]:
    opens = day.replace(hour=hours.start.hour, minute=hours.start.minute, second=0, microsecond=0)
    closes = day.replace(hour=hours.end.hour, minute=hours.end.minute, second=0, microsecond=0)
    return opens, closes if closes > opens else closes + timedelta(days=1)


def _applies(rule: DeadlineRule, decision: Decision, facts: Facts) -> bool:
    if rule.platforms and facts.platform.lower() not in rule.platforms:
        return False
    if rule.kind is DeadlineKind.FIRST_ANSWER and facts.answered:
        return False
    return (
        (not rule.for_kinds or facts.kind.value in rule.for_kinds)
        and (not rule.outcomes or decision.outcome.value in rule.outcomes)
        and (not rule.statuses or facts.status in rule.statuses)
        and (not rule.risks or bool({risk.value for risk in facts.risks} & set(rule.risks)))
    )


def _start(rule: DeadlineRule, facts: Facts, now: datetime) -> datetime | None:
    if rule.start == "placed":
        return facts.placed_at
    if rule.start == "review":
        return facts.reviewed_at
    if rule.start == "now":
        return now
    return facts.asked_at or now


def _due(rule: DeadlineRule, start: datetime, zone: ZoneInfo) -> datetime:
    if rule.window:
        return working_due(start, rule.seconds, rule.window, zone)
    return (start + timedelta(seconds=rule.seconds)).astimezone(zone)


def _platforms_own(facts: Facts, zone: ZoneInfo) -> tuple[Deadline, ...]:
    if facts.answer_by is None:
        return ()
    due = facts.answer_by.astimezone(zone)
    return (Deadline(kind=DeadlineKind.PLATFORM_ANSWER, due=due, source=_BY_INTERFACE),)
