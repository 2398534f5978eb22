"""Calls to the shop platforms' gateways: signed form posts, JSON back.

One client for all of them. What differs stands in `DIALECTS`: which signature, where to, how the app, the seller's session
and the time are named, how business parameters travel, and which faults pass by themselves. What is sent is exactly what
was signed, and `sign`.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from agent.channels.channel import SendState
from agent.channels.gateway import CallFailed, Gateway
from agent.channels.shop_signature import signed
from agent.domain.clock import Clock
from agent.domain.value import Value
from agent.errors import ConfigurationError

BEIJING = ZoneInfo("Asia/Shanghai")
Parameters = Mapping[str, str]


class Access(Value):
    """One app acting for one seller, by the platform's own words: key and secret of the app, session (access token)."""

    app_key: str
    app_secret: SecretStr
    session: SecretStr
    base: str | None = None


@dataclass(frozen=True)
class Dialect:
    """One gateway's way to be asked.

    `business` says how the call's own parameters travel; `system` names app, session, method and time. A code in `busy`,
    or a type of error in it, is a fault that may pass; one whose finer code begins with `isv` never does.
    """

    scheme: str
    base: str
    path: str
    system: Callable[[str, str, str, datetime], dict[str, str]]
    business: Callable[[Mapping[str, Any]], dict[str, str]]
    busy: frozenset[str]


def _top(app_key: str, session: str, method: str, now: datetime) -> dict[str, str]:
    return {
        "method": method,
        "app_key": app_key,
        "session": session,
        "timestamp": now.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S"),
        "format": "json",
        "v": "2.0",
        "sign_method": "hmac-sha256",
    }


def _iop(app_key: str, session: str, method: str, now: datetime) -> dict[str, str]:
    return {
        "method": method,
        "app_key": app_key,
        "session": session,
        "timestamp": str(int(now.timestamp() * 1000)),
        "format": "json",
        "v": "2.0",
        "sign_method": "sha256",
    }


def _pdd(app_key: str, session: str, method: str, now: datetime) -> dict[str, str]:
    return {
        "type": method,
        "client_id": app_key,
        "access_token": session,
        "timestamp": str(int(now.timestamp())),
        "data_type": "JSON",
        "version": "V1",
    }


def _jd(app_key: str, session: str, method: str, now: datetime) -> dict[str, str]:
    # `format` and `sign_method` would be sent without being signed, and say only what holds anyway.
    local = now.astimezone(BEIJING)
    return {
        "method": method,
        "app_key": app_key,
        "access_token": session,
        "timestamp": f"{local:%Y-%m-%d %H:%M:%S}.{local.microsecond // 1000:03}+0800",
        "v": "2.0",
    }


def _each(parameters: Mapping[str, Any]) -> dict[str, str]:
    """Send each parameter by itself, an object as compact JSON."""
    return {name: value if isinstance(value, str) else _json(value) for name, value in parameters.items()}  # fmt: skip


def _in_one(parameters: Mapping[str, Any]) -> dict[str, str]:
    """Send all of them as one JSON object."""
    return {"360buy_param_json": _json(parameters)}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


DIALECTS: dict[str, Dialect] = {
    # Taobao open platform, "API call" (docId 101617): Beijing time within ten minutes; 7 is the call limit, 15 a service's
    # own error, 900 and on the gateway's.
    "taobao": Dialect(
        scheme="top-hmac-sha256",
        base="https://gw.api.taobao.com",
        path="/router/rest",
        system=_top,
        business=_each,
        busy=frozenset({"7", "10", "15", "900", "901", "902"}),
    ),
    # AliExpress open platform (IOP): business interfaces are called by name at /sync, and the path is not signed there.
    "aliexpress": Dialect(
        scheme="iop",
        base="https://api-sg.aliexpress.com",
        path="/sync",
        system=_iop,
        business=_each,
        busy=frozenset({"SYSTEM", "ApiCallLimit", "AppCallLimit", "7", "15", "900", "901", "902"}),
    ),
    # Pinduoduo open platform: 70031 is the call limit, 50001 and 52001 faults of the service and of its network.
    "pdd": Dialect(
        scheme="pdd",
        base="https://gw-api.pinduoduo.com",
        path="/api/router",
        system=_pdd,
        business=_each,
        busy=frozenset({"50001", "52001", "52101", "52102", "52103", "70031"}),
    ),
    # JD open platform, developer guide: business parameters in one JSON object, milliseconds and zone in the time.
    "jd": Dialect(
        scheme="jd",
        base="https://api.jd.com",
        path="/routerjson",
        system=_jd,
        business=_in_one,
        busy=frozenset({"1", "43"}),
    ),
}


class ShopClient:
    """One app acting for one seller of one platform."""

    def __init__(self, platform: str, access: Access, *, clock: Clock) -> None:
        """Take the platform (a key of `DIALECTS`) and the seller's access to it."""
        if platform not in DIALECTS:
            raise ConfigurationError(
                f"platform {platform[:40]!r}: choose one of {', '.join(DIALECTS)}"
            )
        self._dialect = DIALECTS[platform]
        self._access = access
        self._clock = clock
        self._gateway = Gateway(access.base or self._dialect.base, clock=clock)

    def call(self, method: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the platform answers, without its envelope.

        Raises:
            CallFailed: no answer, or an error; its text is the platform's code, never a parameter.
        """
        form = {
            **self._dialect.business(parameters),
            **self._dialect.system(
                self._access.app_key,
                self._access.session.get_secret_value(),
                method,
                self._clock.now().astimezone(UTC),
            ),
        }
        secret = self._access.app_secret.get_secret_value()
        answer = self._gateway.call(
            "POST", self._dialect.path, form=signed(self._dialect.scheme, secret, form)
        )
        fault = _fault(answer)
        if fault is not None:
            raise self._refused(method, fault)
        return _unwrapped(answer)

    def _refused(self, method: str, fault: Mapping[str, Any]) -> CallFailed:
        code = str(fault.get("code") or fault.get("error_code") or "")
        finer = str(fault.get("sub_code") or "")
        passing = not {code, str(fault.get("type"))}.isdisjoint(self._dialect.busy)
        busy = passing and not finer.startswith("isv")
        text = f"{method}: code {code} {finer}".strip()[:150]
        return CallFailed(SendState.RETRY if busy else SendState.REFUSED, text)


def _fault(answer: Any) -> Mapping[str, Any] | None:
    """Return an error: as `error_response`, or of IOP's own gateway with its code on the outside."""
    if not isinstance(answer, dict):
        return {"code": "no object"}
    error = answer.get("error_response")
    if isinstance(error, dict):
        return error
    bare = str(answer.get("code", "0"))
    return answer if bare not in ("0", "") else None


def _unwrapped(answer: dict[str, Any]) -> dict[str, Any]:
    """Return what stands under the method's own name, which ends in `_response` (JD writes `_responce`)."""
    for name, value in answer.items():
        if name.endswith(("_response", "_responce")) and isinstance(value, dict):
            return value
    return answer
