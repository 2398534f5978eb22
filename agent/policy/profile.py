"""shop.yaml to Shop: strict, with defaults and one-line errors."""

import re
from collections.abc import Callable
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from pydantic import ValidationError

from agent.domain.money import Money
from agent.domain.shop import Shop, Tone, WorkingHours
from agent.errors import ConfigurationError

_KEYS = tuple(Shop.model_fields)

# Other words for the same key, as people write them.
_SAME = {
    "time_zone": "timezone", "tone_profile": "tone", "staff_authority": "authority", "hours": "working_hours",
    "return_address": "return_address_id", "privacy_settings": "privacy", "platform": "platforms", "language": "languages",
}  # fmt: skip
_TONES = {
    "亲切": Tone.WARM, "热情": Tone.WARM, "親切": Tone.WARM, "friendly": Tone.WARM, "正式": Tone.FORMAL,
    "专业": Tone.FORMAL, "專業": Tone.FORMAL, "professional": Tone.FORMAL,
}  # fmt: skip
_DAYS = {"mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6, "sun": 7}


def load_shop(text: str | None, *, shop_id: str, path: str = "shop.yaml") -> Shop:
    """Read a shop's settings; without a file, the defaults. The id it was ingested under is the shop's id.

    Amounts of `authority` are decimal strings in CNY or {value, currency}; `working_hours` is {start: "09:00", end: "21:00",
    days: [1, 2, …]} with Monday as 1.

    Raises:
        ConfigurationError: In one line, which key of the file is wrong and what to write.
    """
    data = {_SAME.get(str(key), str(key)): value for key, value in _document(text, path).items()}
    unknown = sorted(set(map(str, data)) - set(_KEYS))
    if unknown:
        raise ConfigurationError(
            f"{path}: {unknown[0]} is not known; known keys: {', '.join(_KEYS)}"
        )
    data = {key: value for key, value in data.items() if value is not None}
    data["id"] = shop_id
    for key, read in _READ.items():
        if key in data:
            data[key] = read(data[key], path)
    try:
        shop = Shop.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ConfigurationError(f"{path}: {key}: {first['msg']}") from None
    try:
        ZoneInfo(shop.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ConfigurationError(
            f"{path}: timezone {shop.timezone!r} is not known; write it like Asia/Shanghai"
        ) from None
    return shop


def _document(text: str | None, path: str) -> dict[str, Any]:
    try:
        data = yaml.load(text or "", Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" line {mark.line + 1}" if mark else ""
        raise ConfigurationError(
            f"{path}{line}: {getattr(error, 'problem', None) or 'not YAML'}; mend it there"
        ) from None
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise ConfigurationError(f"{path}: keys with values are wanted, like 'name: …'")
    return data


def _names(raw: Any, path: str) -> list[str]:
    listed = [raw] if isinstance(raw, str) else raw
    if not isinstance(listed, list):
        raise ConfigurationError(f"{path}: platforms and languages must be lists, like [tmall, jd]")
    return [str(name) for name in listed]


def _platforms(raw: Any, path: str) -> list[str]:
    return [name.lower() for name in _names(raw, path)]


def _tone(raw: Any, path: str) -> Tone:
    if isinstance(raw, dict):
        raw = next((raw[key] for key in ("style", "profile", "name", "tone") if key in raw), None)
    said = str(raw).strip().lower()
    if said in _TONES:
        return _TONES[said]
    if said in {tone.value for tone in Tone}:
        return Tone(said)
    raise ConfigurationError(
        f"{path}: tone {raw!r} is not known; known: {', '.join(tone.value for tone in Tone)}"
    )


def _privacy(raw: Any, path: str) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise ConfigurationError(
            f"{path}: privacy must be keys with values, like {{keep_days: 180}}"
        )
    return {
        str(key): ", ".join(map(str, value)) if isinstance(value, list) else value
        for key, value in raw.items()
    }


def _authority(raw: Any, path: str) -> dict[str, Money]:
    if isinstance(raw, str | int | float):
        raw = {"agent": raw}
    if not isinstance(raw, dict):
        raise ConfigurationError(
            f'{path}: authority must give an amount by role, like {{agent: "50.00"}}'
        )
    ceilings = {}
    for role, amount in raw.items():
        try:
            ceilings[str(role)] = Money.model_validate(amount)
        except (ValidationError, ValueError):
            raise ConfigurationError(
                f'{path}: authority.{role}: {amount!r} is not an amount; write it like "50.00"'
            ) from None
    return ceilings


def _hours(raw: Any, path: str) -> WorkingHours:
    if isinstance(raw, str) and len(ends := re.split(r"\s*[-–—~至到]\s*", raw.strip())) == 2:
        raw = {"start": ends[0], "end": ends[1]}
    if not isinstance(raw, dict):
        raise ConfigurationError(
            f'{path}: working_hours must be like {{start: "09:00", end: "21:00"}}'
        )
    unknown = sorted(set(map(str, raw)) - {"start", "end", "days"})
    if unknown:
        raise ConfigurationError(
            f"{path}: working_hours.{unknown[0]} is not known; known keys: start, end, days"
        )
    values = {
        key: _clock(raw[key], f"{path}: working_hours.{key}")
        for key in ("start", "end")
        if key in raw
    }
    days = raw.get("days")
    if days is None:
        return WorkingHours(**values)
    try:
        numbers = tuple(_DAYS.get(str(day).lower()[:3]) or int(day) for day in days)
    except (TypeError, ValueError):
        numbers = (0,)
    if not all(1 <= number <= 7 for number in numbers):
        raise ConfigurationError(
            f"{path}: working_hours.days {days!r} must be numbers from 1 (Monday) to 7"
        )
    return WorkingHours(**values, days=numbers)


def _clock(value: Any, place: str) -> time:
    if isinstance(value, int) and not isinstance(value, bool):
        value = f"{value // 60:02d}:{value % 60:02d}"  # YAML reads 09:00 without quotes as minutes
    try:
        parsed = time.fromisoformat(str(value).strip().zfill(5))
    except ValueError:
        if str(value).strip() == "24:00":
            return time(23, 59, 59)
        raise ConfigurationError(
            f'{place} {value!r} is not a time; write it like "09:00"'
        ) from None
    return parsed


_READ: dict[str, Callable[[Any, str], Any]] = {
    "platforms": _platforms, "languages": _names, "tone": _tone, "authority": _authority, "working_hours": _hours,
    "privacy": _privacy,
}  # fmt: skip
