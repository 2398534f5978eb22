"""What we ask the buyer for: pictures are photographed, videos filmed, all else is sent."""

from collections.abc import Sequence

from agent.drafting import buyer
from agent.drafting.grammar import Grammar
from agent.drafting.remedy import listed
from agent.drafting.voice import Voice

_PHOTOS = frozenset({"photo", "nameplate", "label_photo"})
_PICTURES = _PHOTOS | {"video", "screenshot", "batch_no"}


def shown(missing: Sequence[str]) -> bool:
    """Whether all that is missing can be photographed or filmed."""
    return bool(missing) and all(word in _PICTURES for word in missing)


def things(voice: Voice, grammar: Grammar, missing: Sequence[str]) -> str:
    """Return what is missing as a spoken list; a video is asked for in words of its own where all of it is to be shown."""
    problem, said = voice.brief.reading.problem.value, []
    for word in missing:
        if shown(missing) and word == "video":
            continue
        one = grammar.say(f"things.{word}_{problem}", f"things.{word}", "things.other")
        if word in _PHOTOS and not shown(missing):
            one = grammar.fill("pictured", one=one)
        said.append(one)
    said = list(dict.fromkeys(said))
    if voice.english or len(said) < 2 or any("和" in one for one in said):
        return listed(voice, said) if said else ""
    return f"{'、'.join(said[:-1])}和{said[-1]}"


def request(voice: Voice, grammar: Grammar, missing: tuple[str, ...], *, until: str) -> str:
    """Return the request, by what kind of thing is missing and whether the buyer says that it was sent; `until` is its time."""
    if missing == ("size",):
        slots = ["ask.next_size", "ask.which_size"]
    elif shown(missing) and buyer.sent_pictures(voice):
        slots = ["ask.again"]
    elif tuple(missing) == ("screenshot",):
        slots = ["ask.screen"]
    elif tuple(missing) == ("photo",) and grammar.say("ask.moving"):
        slots = ["ask.moving"]
    elif shown(missing):
        slots = ["ask.filmed" if "video" in missing else "ask.pictures"]
    else:
        slots = ["ask.other"]
    return voice.join(grammar.say(*slots), grammar.fill("ask.until", when=until) if until else "")
