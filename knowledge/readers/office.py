"""What docx and xlsx have in common: a zip of XML, checked before a library unpacks it."""

import io
import zipfile

from knowledge.errors import UnreadableFile

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_XML_LIMIT_MB = 150
_TOTAL_LIMIT_MB = 600


def check_container(data: bytes, name: str, part: str, kind: str) -> None:
    """Refuse what is no office file of this kind: encrypted, old format, another zip, or one that unpacks to too much.

    `part` is the member every such file has, `kind` its name for the message. Zip never unpacks a member beyond its declared
    size, so the declared sizes bound the memory.
    """
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise UnreadableFile(f"{name}: encrypted; save it without a password")
        raise UnreadableFile(f"{name}: an old office format under a new ending; save it as .{kind}")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise UnreadableFile(
            f"{name}: damaged or not a .{kind} file; open it, save it anew and ingest again"
        ) from None
    names = {member.filename for member in members}
    if part not in names:
        raise UnreadableFile(
            f"{name}: a zip archive, not a .{kind} file; unpack it, or save the document as .{kind}"
        )
    if any(member.flag_bits & 0x1 for member in members):
        raise UnreadableFile(f"{name}: encrypted; save it without a password")
    xml = sum(
        member.file_size
        for member in members
        if member.filename.lower().endswith((".xml", ".rels"))
    )
    total = sum(member.file_size for member in members)
    if (
        xml > _XML_LIMIT_MB * 1_000_000
        or total > _TOTAL_LIMIT_MB * 1_000_000
        or len(members) > 20_000
    ):
        raise UnreadableFile(
            f"{name}: unpacks to {total // 1_000_000} MB, too large to be a document; split it"
        )


def members(data: bytes) -> tuple[str, ...]:
    """Return the names of what the container holds."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return tuple(archive.namelist())
