"""What a workbook holds that is not read and must be said: pictures, other files, formulas whose value was never stored."""

import io
import re
import zipfile

_NO_VALUE = re.compile(
    rb'<c r="([A-Z]{1,3}\d+)"[^>]*>\s*<f[^>]*?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>|</c>)'
)


def not_read(data: bytes) -> list[str]:
    """Return one note a kind of thing that is in the workbook and not in what was read."""
    notes: list[str] = []
    cells: list[str] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        for name in names:
            if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
                cells += [cell.decode() for cell in _NO_VALUE.findall(archive.read(name))]
    if cells:
        shown = ", ".join(cells[:5]) + (" …" if len(cells) > 5 else "")
        notes.append(
            f"{len(cells)} formula(s) without a stored value ({shown}); open the workbook in Excel or WPS and save it"
        )
    pictures = sum(name.startswith("xl/media/") for name in names)
    if pictures:
        notes.append(f"{pictures} picture(s): no text is read from them; give their text")
    if any(name.startswith("xl/embeddings/") for name in names):
        notes.append("a file embedded in it is not opened; put it into the folder")
    return notes
