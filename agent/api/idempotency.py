"""Idempotency-Key (draft-ietf-httpapi-idempotency-key-header-07): the same request again gets the same answer."""

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse

from agent.api.auth import Caller
from agent.api.errors import Problem, code_of, problem
from agent.domain.clock import Clock
from agent.errors import AftersalesError
from agent.store.unit_of_work import Store

_MAX_KEY = 200


class Once:
    """Runs a change once for each key of a caller, and replays its answer for a day."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def run(
        self,
        request: Request,
        caller: Caller,
        shop: str,
        body: Any,
        act: Callable[[], Any],
        *,
        key: str | None,
    ) -> JSONResponse:
        """Do `act` and return its value as JSON, or replay what the same key got before.

        Raises:
            Problem: 409 while the first request is still running, 422 for the same key with another request.
        """
        if key is None:
            return JSONResponse(act())
        if not 1 <= len(key) <= _MAX_KEY:
            raise Problem(
                400, "idempotency_key", f"Idempotency-Key must have 1 to {_MAX_KEY} characters"
            )
        asked = sha256(json.dumps([request.url.path, body], sort_keys=True).encode()).hexdigest()
        with self._store.writing(shop) as work:
            before = work.answers.claim(caller.name, key, request=asked, now=self._clock.now())
        if before is not None:
            return self._replayed(before.request == asked, before.status, before.body)
        try:
            answer = JSONResponse(act())
        except AftersalesError as error:
            status, code = code_of(error)
            if status >= 500:
                self._forget(shop, caller, key)
                raise
            answer = problem(request, status, code, str(error))
        except BaseException:
            self._forget(shop, caller, key)
            raise
        with self._store.writing(shop) as work:
            work.answers.keep(
                caller.name, key, status=answer.status_code, body=json.loads(bytes(answer.body))
            )
        return answer

    def _forget(self, shop: str, caller: Caller, key: str) -> None:
        # What did not come to an answer may be tried again under the same key.
        with self._store.writing(shop) as work:
            work.answers.release(caller.name, key)

    def _replayed(self, same: bool, status: int | None, body: Any) -> JSONResponse:
        if not same:
            raise Problem(
                422, "idempotency_key", "this Idempotency-Key was used for another request"
            )
        if status is None:
            raise Problem(
                409, "still_running", "the first request with this Idempotency-Key is running"
            )
        kind = "application/json" if status < 400 else "application/problem+json"
        headers = {"Idempotent-Replayed": "true"}
        return JSONResponse(body, status, headers=headers, media_type=kind)
