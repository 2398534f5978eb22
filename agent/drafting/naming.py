"""How the points of a review are named in an answer: in the reviewer's words in quotation marks, else by our name."""

from agent.drafting.points import Point
from agent.drafting.quoting import in_marks
from agent.drafting.remedy import listed
from agent.drafting.voice import Voice

_SHORT_NAME = 4


def pleased(voice: Voice, liked: tuple[Point, ...]) -> str:
    """Return the thanks for what the reviewer liked beside the complaint."""
    if not liked:
        return ""
    slot = "echoed" if liked[0].words else "liked"
    return voice.say(f"review.{slot}", point=listed_points(voice, liked))


def thanks(voice: Voice, liked: tuple[Point, ...], place: bool) -> str:
    """Return the short answer to a review without complaint, with what the reviewer praised."""
    suffix = "_place" if place else ""
    if not liked:
        return voice.say(f"review.thanks.plain{suffix}")
    slot = "echo" if liked[0].words else "concrete"
    return voice.say(f"review.thanks.{slot}{suffix}", point=listed_points(voice, liked))


def listed_points(voice: Voice, points: tuple[Point, ...]) -> str:
    """Return the points as one says them: the reviewer's words in quotation marks, the others by name; "" for none."""
    quoted = [
        in_marks(voice.quoted(point.words), voice.language) for point in points if point.words
    ]
    names = [voice.quoted(point.name) or point.name for point in points if not point.words]
    names = list(dict.fromkeys(names))
    if voice.english:
        return listed(voice, [*quoted, *names]) if quoted or names else ""
    named = "、".join(names)
    if len(names) == 2 and all(len(name) <= _SHORT_NAME for name in names):
        named = "和".join(names)
    return (
        voice.say("review.and", first="".join(quoted), more=named)
        if quoted and named
        else ("".join(quoted) or named)
    )
