"""What a command prints: one JSON document or plain lines on standard output, everything else on standard error."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from agent.errors import AftersalesError, InvalidInput
from knowledge.errors import KnowledgeError

_MOST_BYTES = 64 * 1024 * 1024


def show(document: Any, *, as_json: bool, lines: Callable[[], Iterator[str]]) -> None:
    """Print the document as JSON, or as lines for a person."""
    if as_json:
        print(json.dumps(document, ensure_ascii=False))
    else:
        for line in lines():
            print(line)


def note(text: str) -> None:
    """Say something about the work to the person at the screen."""
    print(text, file=sys.stderr)


def read_json(source: str) -> Any:
    """Read a JSON document from a file, or from standard input for "-"; anything unreadable is one line."""
    where = "standard input" if source == "-" else source
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8-sig")
        return json.loads(text)
    except UnicodeDecodeError:
        raise InvalidInput(f"{where}: not UTF-8 text; save it as UTF-8") from None
    except OSError as error:
        raise InvalidInput(f"{where}: {error.strerror or 'cannot be read'}") from None
    except json.JSONDecodeError as error:
        raise InvalidInput(
            f"{where}: not valid JSON at line {error.lineno}, column {error.colno} ({error.msg})"
        ) from None
    except (ValueError, RecursionError):
        raise InvalidInput(f"{where}: not valid JSON (too deep, or a number too long)") from None


def batch(path: Path, answer: Callable[[Any], dict[str, Any]]) -> int:
    """Answer each line of a JSON Lines file in order; a bad line answers {"id", "error"} and stops nothing."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InvalidInput(f"{path}: larger than 64 MB; split it")
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError:
        raise InvalidInput(f"{path}: not UTF-8 text; save it as UTF-8") from None
    except OSError as error:
        raise InvalidInput(f"{path}: {error.strerror or 'cannot be read'}") from None
    for number, line in enumerate(lines, start=1):
        if line.strip():
            print(json.dumps(_answered(line, number, answer), ensure_ascii=False), flush=True)
    return 0


def _answered(line: str, number: int, answer: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    name: Any = None
    try:
        row = json.loads(line)
        if not isinstance(row, dict):
            raise InvalidInput("not a JSON object")
        name = row.get("id")
        return {"id": name, **answer(row)}
    except json.JSONDecodeError as error:
        return {"id": name, "error": f"line {number}: not valid JSON ({error.msg})"}
    except ValidationError as error:
        return {"id": name, "error": f"line {number}: {first_fault(error)}"}
    except (AftersalesError, KnowledgeError, ValueError, RecursionError) as error:
        return {"id": name, "error": f"line {number}: {' '.join(str(error).split())}"}


def first_fault(error: ValidationError) -> str:
    """Return the first fault of a refused value in one line: where, and what; never the value itself."""
    fault = error.errors(include_input=False, include_url=False)[0]
    where = ".".join(str(part) for part in fault["loc"]) or "document"
    if fault["type"] == "extra_forbidden":
        return f"unknown key {where!r}; remove it or check its spelling"
    return f"{where}: {fault['msg']}"
