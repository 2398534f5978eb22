"""Images made small enough for a platform."""

from io import BytesIO

from agent.errors import InvalidInput


def fitted(content: bytes, most: int, *, name: str) -> bytes:
    """Return the image as a JPEG of at most `most` bytes, without the data that a camera leaves in it (place, owner).

    Raises:
        InvalidInput: It is no image.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(BytesIO(content)) as opened:
            picture = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        raise InvalidInput(f"{name}: not an image that can be read") from None
    while True:
        for quality in (88, 75, 60, 45):
            out = BytesIO()
            picture.save(out, "JPEG", quality=quality, optimize=True)
            if out.tell() <= most or picture.size == (1, 1):
                return out.getvalue()
        width, height = picture.size
        picture = picture.resize((max(width * 7 // 10, 1), max(height * 7 // 10, 1)))
