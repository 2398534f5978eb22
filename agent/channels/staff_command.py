"""What a member of staff types in a chat room to decide on a draft: `/ok CASE vN`, `/no CASE vN why`, `/up CASE vN`.

The version is part of the command, so that an approval can only ever mean the text that was shown.
"""

import re
from collections.abc import Mapping

from agent.channels.channel import Note, StaffAct

_COMMAND = re.compile(r"^/(ok|no|up)\s+(\S+)\s+v(\d{1,9})(?:\s+(.{1,500}))?\s*$", re.DOTALL)
_ACTS = {"ok": "approve", "no": "reject", "up": "escalate"}


def staff_act(
    text: str, *, event_id: str, sender: str, roles: Mapping[str, str]
) -> StaffAct | None:
    """Return the decision that a message in the staff room is; None for talk, and for people without a role."""
    role, command = roles.get(sender), _COMMAND.match(text.strip())
    if role is None or command is None:
        return None
    word, case_id, version, reason = command.groups()
    return StaffAct(
        event_id=event_id,
        act=_ACTS[word],
        case_id=case_id,
        draft_version=int(version),
        by=sender,
        role=role,
        reason=reason,
    )


def shown(note: Note) -> str:
    """Return a draft as a message to staff: its ground, its text, and the command that approves exactly this version."""
    command = f"/ok {note.case_id} v{note.draft_version}"
    return "\n".join(part for part in (note.summary, note.text, note.url, command) if part)
