"""Rows of read models are asked for in one snapshot that names them: `Desk.reading`."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODELS = {
    "notifications": ("incidents",),
    "reporting": (
        *("notification_facts", "panel_facts", "submissions", "published_records"),
        *("themes", "briefings", "learning_library", "due_facts"),
    ),
    "reviews": (
        *(
            "actions",
            "agency_summaries",
            "caseload",
            "clocks",
            "exceptions",
            "obligations",
            "practice",
            "texts",
        ),
        *("thematic_cases", "thematic_reviews", "timeline"),
    ),
}
_briefings = "services/reporting/repository/briefing_keeping.py"
ELSEWHERE = {"receive", "try_again", f"{_briefings} _is_there", f"{_briefings} _as_printed"}
"""A command: what it looks up on the way decides, and is not shown."""

SEEING = {"seeing_case": "caseload", "seeing_thematic": "thematic_reviews"}
"""What opens a snapshot for one subject, and the read model that says who may see it."""


def functions(tree: ast.Module) -> Iterator[ast.AsyncFunctionDef]:
    return (each for each in ast.walk(tree) if isinstance(each, ast.AsyncFunctionDef))


def texts(node: ast.AST, known: Mapping[str, str]) -> str:
    """All texts in a piece of code, those of the module's constants that it uses as well."""
    found = [each.value for each in ast.walk(node) if isinstance(each, ast.Constant)]
    found += [known.get(each.id, "") for each in ast.walk(node) if isinstance(each, ast.Name)]
    return " ".join(each for each in found if isinstance(each, str))


def calls(node: ast.AST, path: str) -> set[str]:
    """What a piece of code calls; what is private is known by its module's path as well."""
    made = [each.func for each in ast.walk(node) if isinstance(each, ast.Call)]
    names = [ast.unparse(each).rpartition(".")[2] for each in made]
    return {known_as(each, path) for each in names}


def known_as(name: str, path: str) -> str:
    return f"{path} {name}" if name.startswith("_") else name


def constants_of(tree: ast.Module) -> dict[str, str]:
    """The texts of a module's constants, by their names."""
    known: dict[str, str] = {}
    for each in tree.body:
        targets = each.targets if isinstance(each, ast.Assign) else []
        targets = [each.target] if isinstance(each, ast.AnnAssign) else targets
        known |= {one.id: texts(each, known) for one in targets if isinstance(one, ast.Name)}
    return known


def read_by(trees: Mapping[str, ast.Module], models: tuple[str, ...]) -> dict[str, set[str]]:
    """Which read models each function of a service asks, through others too."""
    asks: dict[str, set[str]] = {}
    through: dict[str, set[str]] = {}
    pattern = re.compile(rf"\b(?:from|join) ({'|'.join(models)})\b")
    for path, tree in trees.items():
        constants = constants_of(tree)
        for each in functions(tree):
            name = known_as(each.name, path)
            asks.setdefault(name, set()).update(pattern.findall(texts(each, constants)))
            if "connection" in {one.arg for one in each.args.args}:
                through.setdefault(name, set()).update(calls(each, path))
    before: dict[str, set[str]] = {}
    while before != asks:
        before = asks
        asks = {name: asks[name] | all_of(asks, through.get(name, set())) for name in asks}
    return asks


def all_of(asks: Mapping[str, set[str]], names: set[str]) -> set[str]:
    return set[str]().union(*(asks.get(each, set()) for each in names))


def faults(trees: Mapping[str, ast.Module], models: tuple[str, ...]) -> list[str]:
    """Where read models are asked outside a snapshot, or one that does not name them."""
    asks = read_by(trees, models)
    return [
        f"{path}:{block.lineno} {fault}"
        for path, tree in trees.items()
        for block in ast.walk(tree)
        if isinstance(block, ast.AsyncWith)
        for fault in faults_of(
            block,
            all_of(asks, calls(ast.Module(block.body, []), path) - ELSEWHERE),
            constants_of(tree),
        )
    ]


def faults_of(
    block: ast.AsyncWith, needed: set[str], constants: Mapping[str, str]
) -> Iterator[str]:
    for opened in (each.context_expr for each in block.items):
        if not isinstance(opened, ast.Call):
            continue
        how = ast.unparse(opened.func).rpartition(".")[2]
        named = set(" ".join(texts(each, constants) for each in opened.args).split())
        named |= {SEEING[how]} if how in SEEING else set()
        if how == "connection" and needed:
            yield f"asks {sorted(needed)} in no snapshot"
        if how == "reading" and needed != named:
            yield f"names {sorted(named)}"
        if how in SEEING and needed | {SEEING[how]} != named:
            yield f"names {sorted(named)}"


def trees_of(service: str) -> dict[str, ast.Module]:
    folder = ROOT / "services" / service
    return {
        str(path.relative_to(ROOT)): ast.parse(path.read_text())
        for path in sorted(folder.rglob("*.py"))
        if "migrations" not in path.parts
    }


@pytest.mark.parametrize("service", MODELS)
def test_read_models_are_asked_in_a_snapshot_that_names_them(service: str) -> None:
    assert faults(trees_of(service), MODELS[service]) == []


def test_a_read_model_asked_outside_or_without_its_name_is_found() -> None:
    planted = """
_sql = "select * from caseload"
async def cases(connection): return await connection.execute(_sql)
async def both(connection): return await cases(connection), await other(connection)
async def other(connection): return await connection.execute("select from clocks")
async def a(desk):
    async with desk.pool.connection() as connection:
        return await both(connection)
async def b(desk):
    async with desk.reading("caseload") as connection:
        return await both(connection)
async def c(desk):
    async with desk.reading("caseload", "clocks") as connection:
        return await both(connection)
"""
    assert faults({"x.py": ast.parse(planted)}, MODELS["reviews"]) == [
        "x.py:7 asks ['caseload', 'clocks'] in no snapshot",
        "x.py:10 names ['caseload']",
    ]
