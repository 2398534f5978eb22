"""How the shop platforms' gateways want a request signed.

One table for all of them: they differ in which parameters count, what stands around the joined text, and the digest.
Everything here is pure; what a platform's document shows as an example is a test.
"""

import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import md5, sha256
from typing import Any

SIGN = "sign"


def _wrapped_md5(secret: str, text: str) -> str:
    return md5((secret + text + secret).encode(), usedforsecurity=False).hexdigest().upper()


def _hmac_md5(secret: str, text: str) -> str:
    return hmac.new(secret.encode(), text.encode(), "md5").hexdigest().upper()


def _hmac_sha256(secret: str, text: str) -> str:
    return hmac.new(secret.encode(), text.encode(), sha256).hexdigest().upper()


def _wrapped_hmac_sha256(secret: str, text: str) -> str:
    return hmac.new(secret.encode(), (secret + text + secret).encode(), sha256).hexdigest()


@dataclass(frozen=True)
class Scheme:
    """One gateway's way to sign; `uncounted` are parameters that are sent but not signed."""

    digest: Callable[[str, str], str]
    uncounted: frozenset[str] = frozenset()
    with_path: bool = False
    source: str = ""


SCHEMES: dict[str, Scheme] = {
    "top-md5": Scheme(
        _wrapped_md5, source="Taobao open platform, API call (docId 101617): md5 around the text"
    ),
    "top-hmac": Scheme(_hmac_md5, source="Taobao open platform, API call (docId 101617)"),
    "top-hmac-sha256": Scheme(_hmac_sha256, source="Taobao open platform, API call (docId 101617)"),
    "iop": Scheme(
        _hmac_sha256,
        with_path=True,
        source="AliExpress open platform (IOP): the API path before the parameters",
    ),
    "pdd": Scheme(_wrapped_md5, source="Pinduoduo open platform, integration guide, part 3"),
    "jd": Scheme(
        _wrapped_md5,
        uncounted=frozenset({"format", "sign_method"}),
        source="JD open platform, developer guide (listId 2643)",
    ),
    "douyin-shop": Scheme(
        _wrapped_hmac_sha256,
        uncounted=frozenset({"access_token", "sign_method"}),
        source="Douyin shop open platform, signing; no published example with all its input is at hand",
    ),
}


def sign(scheme: str, secret: str, parameters: Mapping[str, str], *, path: str = "") -> str:
    """Return the signature of a request's parameters.

    Args:
        scheme: a key of `SCHEMES`.
        secret: the app's secret.
        parameters: every text parameter that will be sent; `sign` itself and empty names are left out.
        path: the API path, where the scheme signs it (IOP).

    Raises:
        KeyError: no such scheme.
    """
    rules = SCHEMES[scheme]
    text = "".join(
        name + parameters[name]
        for name in sorted(parameters)
        if name and name != SIGN and name not in rules.uncounted
    )
    return rules.digest(secret, path + text if rules.with_path else text)


def signed(
    scheme: str, secret: str, parameters: Mapping[str, str], *, path: str = ""
) -> dict[str, str]:
    """Return the parameters with their `sign`: what is sent is what was signed."""
    return {**parameters, SIGN: sign(scheme, secret, parameters, path=path)}


def compact(parameters: Mapping[str, Any]) -> str:
    """Return business parameters as the compact JSON with sorted keys that Douyin's `param_json` wants."""
    return json.dumps(parameters, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
