"""What a Word document holds beside its running text: footnotes, endnotes, and things that are left out and must be said."""

from collections.abc import Iterable, Mapping

from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from knowledge.readers.struck import struck_note

_LEFT_OUT = (
    (
        "tracked changes",
        "their accepted text is read",
        (qn("w:ins"), qn("w:del"), qn("w:moveFrom")),
    ),
    ("hidden text", "left out; show it to have it read", (qn("w:vanish"),)),
)
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
_STRUCK = ("w:strike", "w:dstrike")
_NOTE_KINDS = ("footnote", "endnote")


def notes_of(document: WordDocument) -> Mapping[tuple[str, str], BaseOxmlElement]:
    """Return the document's footnotes and endnotes by kind and number; separators are none."""
    found: dict[tuple[str, str], BaseOxmlElement] = {}
    for relation in document.part.rels.values():
        kind = next((k for k in _NOTE_KINDS if relation.reltype.endswith(f"/{k}s")), None)
        if kind is None or relation.is_external:
            continue
        for note in parse_xml(relation.target_part.blob).findall(qn(f"w:{kind}")):
            if note.get(qn("w:type")) in (None, "normal"):
                found[kind, str(note.get(qn("w:id")))] = note
    return found


def left_out(document: WordDocument, parts: Iterable[str]) -> list[str]:
    """Return a note on each kind of thing that is not read as it stands: changes, comments, pictures, other files inside.

    `parts` are the names of the container's members.
    """
    body = document.element.body
    found = [
        f"{what}: {advice}"
        for what, advice, tags in _LEFT_OUT
        if any(is_on(element) for element in body.iter(*tags))
    ]
    found += struck_note(_struck(document))
    if next(body.iter(qn("w:commentReference")), None) is not None:
        found.append("comments are left out")
    pictures = sum(not _holds_words(found) for found in body.iter(_PICTURE, qn("w:pict")))
    if pictures:
        found.append(f"{pictures} picture(s): no text is read from them; give their text")
    if any(part.startswith("word/embeddings/") for part in parts):
        found.append("a file embedded in it is not opened; put it into the folder")
    return found


def is_unread(run: BaseOxmlElement) -> bool:
    """Tell whether an element is a run of hidden or struck text."""
    return any(_has(run, tag) for tag in ("w:vanish", *_STRUCK))


def _struck(document: WordDocument) -> list[str]:
    runs = (
        run for run in document.element.body.iter(qn("w:r")) if any(_has(run, t) for t in _STRUCK)
    )
    return ["".join(text.text or "" for text in run.iter(qn("w:t"))) for run in runs]


def _has(run: BaseOxmlElement, tag: str) -> bool:
    found = run.find(f"{qn('w:rPr')}/{qn(tag)}") if run.tag == qn("w:r") else None
    return found is not None and is_on(found)


def is_on(element: BaseOxmlElement) -> bool:
    """Tell whether a property of Word's is set: without a value it is, with "0" or "false" it is not."""
    return element.get(qn("w:val")) not in ("0", "false", "none")


def _holds_words(element: BaseOxmlElement) -> bool:
    return next(element.iter(qn("w:t")), None) is not None
