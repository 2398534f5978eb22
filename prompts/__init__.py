"""Words for the model: one Markdown file each, with front matter (name, version, variables, answer)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

import yaml
from jinja2 import Environment, StrictUndefined, meta


class PromptError(Exception):
    """A prompt file or the variables for it are wrong; the text names which."""

    exit_code = 3


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """A prompt ready to send. `system` holds instructions only; everything from outside stands in `user`."""

    name: str
    version: str
    checksum: str
    system: str
    user: str


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """A prompt file. `variables` are exactly those its text uses."""

    name: str
    version: str
    variables: frozenset[str]
    answer: str
    system: str
    user: str
    checksum: str

    def render(self, values: Mapping[str, object]) -> Rendered:
        """Fill in the variables; a missing or an unknown one is a PromptError that names it."""
        missing, unknown = self.variables - set(values), set(values) - self.variables
        if missing or unknown:
            what = f"missing {sorted(missing)}" if missing else f"unknown {sorted(unknown)}"
            raise PromptError(f"prompt {self.name!r}: {what}; it takes {sorted(self.variables)}")
        text = _environment().from_string(self.user).render(values)
        return Rendered(
            name=self.name,
            version=self.version,
            checksum=self.checksum,
            system=self.system,
            user=text,
        )


def names() -> tuple[str, ...]:
    """Return the name of every prompt that is shipped."""
    found = (entry.name for entry in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".md") for name in found if name.endswith(".md")))


def load(name: str) -> Prompt:
    """Read a prompt; an unknown name or a file at odds with its own front matter is a PromptError."""
    source = files(__name__) / f"{name}.md"
    if not source.is_file():
        raise PromptError(f"no prompt {name!r}; there are {', '.join(names())}")
    text = source.read_text(encoding="utf-8")
    try:
        _, front, body = text.split("---\n", 2)
        head = yaml.safe_load(front)
        system, user = body.split("\n## user\n", 1)
        prompt = Prompt(
            name=head["name"],
            version=str(head["version"]),
            variables=frozenset(head["variables"]),
            answer=head["answer"],
            system=system.strip(),
            user=user.strip(),
            checksum=hashlib.sha256(text.encode()).hexdigest()[:12],
        )
    except (ValueError, KeyError, TypeError, yaml.YAMLError) as error:
        raise PromptError(f"prompt {name!r}: wrong front matter or no '## user' part") from error
    used = meta.find_undeclared_variables(_environment().parse(prompt.user))
    if used != prompt.variables or prompt.name != name:
        raise PromptError(
            f"prompt {name!r}: declares {sorted(prompt.variables)}, uses {sorted(used)}"
        )
    return prompt


def _environment() -> Environment:
    # Prompts are plain text for a model, never a page: escaping would change what the buyer wrote.
    return Environment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True)
