"""Slack: direct messages to the shop's bot in, drafts with buttons into a private staff channel, replies into the thread.

Slack repeats an event three times unless it is answered within three seconds; interactive payloads come as a form (Slack API,
"Events API", "Handling user interaction").
"""

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from pydantic import SecretStr

from agent.channels import vendor_signature
from agent.channels.channel import (
    Answer,
    Capabilities,
    InboundEvent,
    Note,
    Received,
    Reply,
    Request,
    SendResult,
    SendState,
    StaffAct,
)
from agent.channels.gateway import CallFailed, Gateway
from agent.channels.kind import ChannelKind, Level
from agent.domain.case import Case
from agent.domain.clock import Clock
from agent.domain.message import Attachment, Message
from agent.domain.value import Value
from agent.errors import InvalidCase

_ACTS = {"desk_approve": "approve", "desk_escalate": "escalate"}
_GONE = frozenset({"channel_not_found", "is_archived", "not_in_channel", "msg_too_long"})


class SlackConfig(Value):
    """The settings of one app; `staff` gives each Slack user its role, `staff_channel` is a private channel."""

    signing_secret: SecretStr
    bot_token: SecretStr
    staff_channel: str | None = None
    staff: dict[str, str] = {}
    base: str = "https://slack.com"


class SlackChannel:
    """Reads events and button presses, posts messages."""

    name = "slack"

    def __init__(self, config: SlackConfig, *, clock: Clock) -> None:
        self._config = config
        self._clock = clock
        self.capabilities = Capabilities(
            private_note=config.staff_channel is not None,
            attachments=True,
            signed=True,
            needs_public_url=True,
            max_chars=4000,
        )
        token = config.bot_token.get_secret_value()
        self._gateway = Gateway(
            config.base, clock=clock, headers={"authorization": f"Bearer {token}"}
        )

    @property
    def sends(self) -> bool:
        """The interface takes messages at any time."""
        return True

    def read(self, request: Request) -> Received:
        """Verify an event or a button press and read it."""
        proof = vendor_signature.Proof(request.headers, request.body, self._clock.now())
        vendor_signature.slack(proof, self._config.signing_secret.get_secret_value())
        try:
            if request.headers.get("content-type", "").startswith("application/x-www-form"):
                return self._pressed(json.loads(parse_qs(request.body.decode())["payload"][0]))
            return self._event(json.loads(request.body))
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
            raise InvalidCase("the body is no Slack event") from None

    def send(self, reply: Reply, *, idempotency_key: str) -> SendResult:
        """Post an approved text where the buyer wrote."""
        channel = reply.thread.get("channel")
        if not isinstance(channel, str):
            return SendResult(state=SendState.REFUSED, error="the case has no Slack channel")
        return self._post({"channel": channel, "text": reply.text}, idempotency_key)

    def note(self, note: Note, *, idempotency_key: str) -> SendResult:
        """Post a draft to the staff channel, with buttons bound to exactly this version."""
        if self._config.staff_channel is None:
            return SendResult(state=SendState.REFUSED, error="no staff_channel is configured")
        message = {
            "channel": self._config.staff_channel,
            "text": note.summary or note.text[:150],
            "blocks": blocks(note),
        }
        return self._post(message, idempotency_key)

    def _event(self, document: dict[str, Any]) -> Received:
        if document.get("type") == "url_verification":
            body = json.dumps({"challenge": document["challenge"]}).encode()
            return Received(answer=Answer(body=body))
        event = document.get("event") or {}
        if (
            event.get("type") != "message"
            or event.get("bot_id")
            or event.get("subtype") not in (None, "file_share")
        ):
            return Received()
        message = Message(
            text=str(event.get("text", "")),
            at=datetime.fromtimestamp(float(event["ts"]), UTC),
            attachments=tuple(
                Attachment(
                    kind="photo" if str(file.get("mimetype")).startswith("image") else "file"
                )
                for file in event.get("files", ())
            ),
        )
        if event.get("channel") == self._config.staff_channel:
            return Received()
        found = InboundEvent(
            event_id=str(document["event_id"]),
            type="message",
            case=Case(id=f"sl-{event['channel']}", messages=(message,)),
            thread={"channel": str(event["channel"])},
            provider_id=str(event["ts"]),
        )
        return Received(events=(found,))

    def _pressed(self, payload: dict[str, Any]) -> Received:
        action, person = payload["actions"][0], str(payload["user"]["id"])
        role, act = self._config.staff.get(person), _ACTS.get(action["action_id"])
        if role is None or act is None:
            return Received()
        bound = json.loads(action["value"])
        found = StaffAct(
            event_id=f"{payload['container']['message_ts']}-{action['action_ts']}",
            act=act,
            case_id=str(bound["case_id"]),
            draft_version=int(bound["draft_version"]),
            by=person,
            role=role,
        )
        return Received(acts=(found,))

    def _post(self, message: dict[str, Any], key: str) -> SendResult:
        # Slack drops no repetition; `metadata` lets a person see that two messages are one reply.
        body = {
            **message,
            "metadata": {"event_type": "desk_reply", "event_payload": {"key": key}},
        }
        try:
            answer = self._gateway.call("POST", "/api/chat.postMessage", json=body)
        except CallFailed as failed:
            return failed.result
        if not answer.get("ok"):
            error = str(answer.get("error", "no reason given"))[:100]
            state = SendState.REFUSED if error in _GONE else SendState.RETRY
            return SendResult(state=state, error=f"slack: {error}")
        return SendResult(state=SendState.DELIVERED, provider_id=str(answer.get("ts", key)))


def blocks(note: Note) -> list[dict[str, Any]]:
    """Return a draft as Block Kit: ground, text, and a button each to approve or hand to a lead."""
    bound = json.dumps({"case_id": note.case_id, "draft_version": note.draft_version})
    buttons = [
        {
            "type": "button",
            "action_id": name,
            "value": bound,
            "text": {"type": "plain_text", "text": label},
            **({"style": "primary"} if name == "desk_approve" else {}),
        }
        for name, label in (
            ("desk_approve", "批准发送 Approve"),
            ("desk_escalate", "转主管 Escalate"),
        )
    ]
    texts = [part for part in (note.summary, note.text) if part]
    sections = [
        {"type": "section", "text": {"type": "plain_text", "text": text[:2900]}} for text in texts
    ]
    return [*sections, {"type": "actions", "elements": buttons}]


KIND = ChannelKind(
    name="slack",
    level=Level.OTHER_SIDE,
    proof="the published signature example, and requests signed by the vendor's own slack-sdk",
    config=SlackConfig,
    open=SlackChannel,
)
