"""Starting small: the command line and the values must not load what they do not need."""

import subprocess
import sys

import pytest

HEAVY = (
    "chromadb",
    "gradio",
    "fastapi",
    "langchain",
    "sqlalchemy",
    "torch",
    "dbos",
    "numpy",
    "sentence_transformers",
)


@pytest.mark.parametrize(
    ("module", "forbidden"),
    [
        ("agent.cli.main", (*HEAVY, "pydantic")),
        ("agent.domain.case", HEAVY),
        ("agent.guards.checks", HEAVY),
        ("agent.policy.engine", HEAVY),
        ("knowledge.clause", HEAVY),
        ("agent.llm", HEAVY),
    ],
)
def test_module_stays_light(module: str, forbidden: tuple[str, ...]) -> None:
    code = f"import sys, {module}; print([n for n in {forbidden!r} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
