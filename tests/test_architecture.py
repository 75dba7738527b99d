"""The house rules of the structure: who may import whom, no circles, and how big a file may be."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# From the top of the house to its ground: each room may import those after it, never those before. What each is for
# is said in docs/decisions/001-one-way-layers.md.
ROOMS = [
    "config",
    "operations",
    "api",
    "reflection",
    "recommendations",
    "casestudies",
    "lessons",
    "importing",
    "curation",
    "browse",
    "search",
    "exports",
    "history",
    "catalogue",
    "councils",
    "people",
    "foundation",
]
LONGEST_FILE = 310
FILES = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path.relative_to(ROOT)
    for path in FILES
}


def imports_of(path: Path) -> Iterator[tuple[Path, ast.AST, bool]]:
    """The files of the project that a file imports, those for type checking included, and whether in a function."""

    def walk(node: ast.AST, in_function: bool) -> Iterator[tuple[Path, ast.AST, bool]]:
        for child in ast.iter_child_nodes(node):
            names = []
            if isinstance(child, ast.Import):
                names = [alias.name for alias in child.names]
            elif isinstance(child, ast.ImportFrom) and child.module:
                both = [(f"{child.module}.{alias.name}", child.module) for alias in child.names]
                names = [whole if whole in MODULES else module for whole, module in both]
            yield from ((MODULES[name], child, in_function) for name in names if name in MODULES)
            yield from walk(child, in_function or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef))

    return walk(ast.parse((ROOT / path).read_text()), in_function=False)


IMPORTS = {path: list(imports_of(path)) for path in MODULES.values()}


@pytest.mark.parametrize("room", ROOMS)
def test_imports_point_down_the_house(room):
    above = set(ROOMS[: ROOMS.index(room)])
    wrong = {
        f"{path} imports {found}"
        for path, imported in IMPORTS.items()
        if path.parts[0] == room
        for found, _, _ in imported
        if found.parts[0] in above
    }
    assert not wrong


def test_no_files_import_each_other_in_a_circle():
    wanted = {path: {found for found, _, _ in imported if found != path} for path, imported in IMPORTS.items()}
    while settled := [path for path, others in wanted.items() if not others]:
        for path in settled:
            del wanted[path]
        for others in wanted.values():
            others.difference_update(settled)
    # What imports a circle is left over too; what is in one is imported by what is left.
    circle = {path for path in wanted if any(path in others for others in wanted.values())}
    assert not circle


def test_no_import_hides_in_a_function():
    """But for AppConfig.ready, before which Django allows no import of a model."""
    hidden = {f"{path}: {found}" for path, imported in IMPORTS.items() for found, _, inside in imported if inside}
    assert {each for each in hidden if not each.split(":")[0].endswith("apps.py")} == set()


def test_every_room_has_its_place_in_the_order():
    folders = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert folders == set(ROOMS) - {"config"}


def test_no_test_is_imported_for_what_it_has_beside_its_claims():
    wrong = {
        f"{path.relative_to(ROOT)} imports {node.module}"
        for path in (ROOT / "tests").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[-1].startswith("test_")
    }
    assert not wrong


def test_no_file_is_a_drawer_for_everything():
    assert not {path.stem for path in FILES} & {"utils", "helpers", "common", "services"}


def test_hand_written_files_hold_one_idea():
    files = [path for path in FILES if "migrations" not in path.parts]
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
