"""Holding texts that a lead has approved beforehand, for the first seconds and the night: kept beside the desk's data."""

import os
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from filelock import FileLock
from pydantic import AwareDatetime, TypeAdapter, ValidationError

from agent.domain.value import Value
from agent.errors import InvalidInput

_MOST = 40
_MOST_CHARS = 300


class HoldingText(Value):
    """A text that may be sent as it stands, with the lead who approved it and when."""

    id: str
    text: str
    by: str
    at: AwareDatetime


_LIST = TypeAdapter(tuple[HoldingText, ...])


class HoldingTexts:
    """The approved holding texts of all shops, one file a shop."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, shop: str) -> tuple[HoldingText, ...]:
        """Return a shop's texts, earliest first."""
        try:
            return _LIST.validate_json(self._file(shop).read_bytes())
        except FileNotFoundError:
            return ()
        except ValidationError:
            raise InvalidInput(
                f"the holding texts of shop {shop} cannot be read; remove {self._file(shop).name}"
            ) from None

    def add(self, shop: str, text: str, *, by: str, at: datetime) -> tuple[HoldingText, ...]:
        """Keep a text under the approving lead's name; the same text twice is kept once."""
        text = text.strip()
        if not 0 < len(text) <= _MOST_CHARS:
            raise InvalidInput(f"a holding text has between 1 and {_MOST_CHARS} characters")
        made = HoldingText(id=sha256(text.encode()).hexdigest()[:12], text=text, by=by, at=at)
        with self._alone(shop):
            kept = [one for one in self.of(shop) if one.id != made.id]
            if len(kept) >= _MOST:
                raise InvalidInput(f"there are {_MOST} holding texts; remove one first")
            return self._write(shop, (*kept, made))

    def remove(self, shop: str, text_id: str) -> tuple[HoldingText, ...]:
        """Drop a text."""
        with self._alone(shop):
            return self._write(shop, tuple(one for one in self.of(shop) if one.id != text_id))

    def _write(self, shop: str, texts: tuple[HoldingText, ...]) -> tuple[HoldingText, ...]:
        fresh = self._file(shop).with_suffix(".new")
        fresh.write_bytes(_LIST.dump_json(texts))
        os.replace(fresh, self._file(shop))
        return texts

    def _alone(self, shop: str) -> FileLock:
        self._folder.mkdir(parents=True, exist_ok=True)
        return FileLock(str(self._file(shop)) + ".lock")

    def _file(self, shop: str) -> Path:
        return self._folder / f"{sha256(shop.encode()).hexdigest()[:16]}.json"
