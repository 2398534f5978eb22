"""A folder of every format with its traps: planted facts stand where they should, and whatever is not read is said.

First run, before anything was mended for it: 203 of 222 facts (.914), 15 of 34 traps said, 4 of 24 texts leaked.
"""

import pytest

from knowledge.catalogue import merged
from knowledge.folder import settled
from knowledge.readers import ocr
from knowledge.readers.reader import read_folder
from knowledge.readers.reading import FileReading
from tests.torture.folder import write_folder
from tests.torture.planting import Planted, leaked, missing, unsaid, wrong_products


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    return write_folder(tmp_path_factory.mktemp("torture"))


@pytest.fixture(scope="module")
def readings(planted: Planted) -> tuple[FileReading, ...]:
    return settled(tuple(read_folder(planted.root)))


def test_planted_facts_are_found_where_they_stand(
    planted: Planted, readings: tuple[FileReading, ...]
) -> None:
    lost = missing(planted, readings)
    recall = 1 - len(lost) / len(planted.facts)
    assert recall >= 0.99, f"recall {recall:.3f}; lost: {lost}"


def test_every_trap_is_said(planted: Planted, readings: tuple[FileReading, ...]) -> None:
    left = [
        one for one in unsaid(planted, readings) if not (ocr.available() and "扫描" in one[0].path)
    ]
    assert not left, left


def test_what_is_not_knowledge_stays_out(
    planted: Planted, readings: tuple[FileReading, ...]
) -> None:
    found = leaked(planted, readings)
    assert not found, found


def test_products_of_several_sheets_and_files_are_one(
    planted: Planted, readings: tuple[FileReading, ...]
) -> None:
    catalogue = merged(product for reading in readings for product in reading.products)
    wrong = wrong_products(planted, catalogue)
    assert not wrong, wrong


def test_a_sound_file_raises_no_note(planted: Planted, readings: tuple[FileReading, ...]) -> None:
    trapped = {trap.path for trap in planted.traps}
    noted = {r.path: r.reason for r in readings if r.reason and r.path not in trapped}
    staff = noted.pop("常见问题/客服话术.docx")
    assert staff.endswith("rename it if it is for them"), "its name keeps it from buyers"
    assert not noted, noted
