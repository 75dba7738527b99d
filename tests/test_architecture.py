"""The house rules of the structure: who may import whom, and how big a file may be."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# From the top of the house to its ground: each app may import those after it, never those before.
LAYERS = [
    "config",
    "people",
    "api",
    "recommendations",
    "casestudies",
    "lessons",
    "importing",
    "curation",
    "search",
    "catalogue",
    "councils",
]
LONGEST_FILE = 310


def imports(path):
    """The first words of everything a file imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name.split(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").split(".")[0]


@pytest.mark.parametrize("layer", LAYERS)
def test_imports_point_one_way(layer):
    above = set(LAYERS[: LAYERS.index(layer)])
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in (ROOT / layer).rglob("*.py")
        for name in imports(path)
        if name in above
    }
    assert not wrong


def test_every_app_has_its_place_in_the_layers():
    folders = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert folders == set(LAYERS) - {"config"}


def test_config_is_imported_by_no_app():
    users = [path for layer in LAYERS[1:] for path in (ROOT / layer).rglob("*.py") if "config" in set(imports(path))]
    assert not users


def test_no_file_is_a_drawer_for_everything():
    names = {path.stem for layer in LAYERS for path in (ROOT / layer).rglob("*.py")}
    assert not names & {"utils", "helpers", "common", "services"}


def test_hand_written_files_hold_one_idea():
    files = [path for layer in LAYERS for path in (ROOT / layer).rglob("*.py") if "migrations" not in path.parts]
    files += (ROOT / "templates").rglob("*.html")
    long = {
        str(path.relative_to(ROOT)): lines
        for path in files
        if (lines := len(path.read_text().splitlines())) > LONGEST_FILE
    }
    assert not long


def test_the_vendored_front_end_carries_nothing_that_is_not_ours_to_use():
    files = [path for path in (ROOT / "static" / "vendor").rglob("*") if path.is_file()]
    assert files
    for path in files:
        text = path.read_text()
        for word in ("GDS Transport", "/fonts/", "sourceMappingURL", "crest"):
            assert word not in text, f"{path.name} holds {word}"
