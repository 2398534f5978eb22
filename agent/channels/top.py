"""Calls to Taobao's open platform (TOP): signed form posts, answers wrapped in the method's name.

Times are Beijing time and may differ by ten minutes from the gateway's; an error comes as `error_response` with HTTP 200
(Taobao open platform, "API call", docId 101617).
"""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from agent.channels.channel import SendState
from agent.channels.gateway import CallFailed, Gateway
from agent.channels.shop_signature import signed
from agent.domain.clock import Clock

BEIJING = ZoneInfo("Asia/Shanghai")
GATEWAY = "https://gw.api.taobao.com"
_BUSY_CODES = frozenset({7, 10, 15, 900, 901, 902})
"""Call limits and faults behind the gateway; 15 is a service's own error, whose `isv.` kind is about the request."""


class TopClient:
    """One app acting for one seller."""

    def __init__(
        self,
        *,
        app_key: str,
        app_secret: SecretStr,
        session: SecretStr,
        clock: Clock,
        base: str = GATEWAY,
    ) -> None:
        self._app_key = app_key
        self._secret = app_secret
        self._session = session
        self._clock = clock
        self._gateway = Gateway(base, clock=clock)

    def call(self, method: str, parameters: Mapping[str, str]) -> dict[str, Any]:
        """Return what stands under `<method>_response`.

        Raises:
            CallFailed: no answer, or an error; its text is the platform's code, never a parameter.
        """
        now = self._clock.now().astimezone(BEIJING)
        whole = {
            **parameters,
            "method": method,
            "app_key": self._app_key,
            "session": self._session.get_secret_value(),
            "timestamp": now.strftime("%Y-%m-%d %H:%M:%S"),
            "format": "json",
            "v": "2.0",
            "sign_method": "hmac-sha256",
        }
        form = signed("top-hmac-sha256", self._secret.get_secret_value(), whole)
        answer = self._gateway.call("POST", "/router/rest", form=form)
        error = answer.get("error_response")
        if error is not None:
            raise _refused(method, error)
        key = method.removeprefix("taobao.").replace(".", "_") + "_response"
        return dict(answer.get(key) or {})


def _refused(method: str, error: Mapping[str, Any]) -> CallFailed:
    code, sub = error.get("code"), str(error.get("sub_code") or "")
    busy = code in _BUSY_CODES and not sub.startswith("isv.")
    text = f"{method}: code {code} {sub}".strip()[:150]
    return CallFailed(SendState.RETRY if busy else SendState.REFUSED, text)
