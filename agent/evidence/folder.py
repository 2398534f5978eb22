"""The dossier as a folder: statement, PDF, JSON, images within the platforms' limits, originals' hashes in a manifest."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from agent.domain.case import Case
from agent.errors import InvalidInput
from agent.evidence.dossier import Dossier
from agent.evidence.limit import REFUSAL_IMAGE_BYTES, STATEMENT_IMAGE_BYTES
from agent.evidence.paper import as_pdf
from agent.evidence.picture import fitted
from agent.evidence.statement import platform_statement

_IMAGES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff")
_PDF_TEXT_BYTES = (
    60 * 1024
)  # what the pages without pictures take at most, in practice a tenth of it
_MOST_FILES, _MOST_BYTES = 50, 50 * 1024 * 1024


def read_files(folder: Path) -> dict[str, bytes]:
    """Read the originals of a folder, by name.

    Raises:
        InvalidInput: No folder, too many or too large files.
    """
    if not folder.is_dir():
        raise InvalidInput(f"{folder}: no such folder")
    paths = sorted(path for path in folder.iterdir() if path.is_file() and path.name[0] != ".")
    if len(paths) > _MOST_FILES:
        raise InvalidInput(f"{folder}: more than {_MOST_FILES} files; keep those of this case")
    for path in paths:
        if path.stat().st_size > _MOST_BYTES:
            raise InvalidInput(f"{path}: larger than 50 MB; shorten or compress it")
    return {path.name: path.read_bytes() for path in paths}


def write_folder(
    out: Path, case: Case, dossier: Dossier, files: Mapping[str, bytes]
) -> tuple[str, ...]:
    """Write the folder and return the names of its files.

    Images stand there as JPEGs that every known call takes, and again, smaller, in the PDF, which stays below 500 KB; other originals are named by their hash only, in the JSON.
    """
    statement = platform_statement(case, dossier)
    images = {name: data for name, data in files.items() if name.lower().endswith(_IMAGES)}
    pictures = {
        f"{name}.jpg": fitted(data, REFUSAL_IMAGE_BYTES, name=name) for name, data in images.items()
    }
    share = (STATEMENT_IMAGE_BYTES - _PDF_TEXT_BYTES) // max(len(pictures), 1) * 3 // 4
    printed = {
        name: fitted(data, min(share, REFUSAL_IMAGE_BYTES), name=name)
        for name, data in pictures.items()
    }
    written = {
        "statement.txt": statement.encode("utf-8"),
        "dossier.json": json.dumps(
            {**dossier.model_dump(mode="json"), "sha256": dossier.sha256},
            ensure_ascii=False,
            indent=1,
        ).encode("utf-8"),
        "dossier.pdf": as_pdf(dossier, statement, printed),
        **{f"images/{name}": content for name, content in pictures.items()},
    }
    manifest = "".join(
        f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in written.items()
    )
    written["manifest.sha256"] = manifest.encode("utf-8")
    for name, content in written.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tuple(written)
