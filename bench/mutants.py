"""Breaks the code on purpose, one small change at a time, and names the changes that no test noticed.

    python -m bench.mutants kit/guard tests/kit/guard [--most 200] [--write docs/mutation.md]

The checkout is copied first, so nothing in it is touched. A survivor is a promise without a test, or a change that
makes no difference; which of the two, a person decides.
"""

import argparse
import ast
import copy
import importlib
import multiprocessing
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import pytest

ROOT = Path(__file__).parents[1]
COPIED = ("kit", "storage", "faq", "bot", "admin", "tests", "xiansuo.py", "pyproject.toml", ".importlinter", "deploy")
LIBRARIES = ("cryptography.hazmat.primitives.hpke", "hypothesis", "psycopg", "pydantic", "redis", "sqlalchemy")
"""What most tests import; a fork for each change need not load it again."""
SECONDS = 100
SECONDS_A_TEST = 20
"""A change that makes a loop endless is noticed by its time."""

OPPOSITES: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One changed file: its path from the root, the line, what was done, and the whole new text."""

    path: Path
    line: int
    change: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.change}"


def mutants_of(path: Path) -> Iterator[Mutant]:
    """Every mutant of a source file. Annotations are left alone, because nothing runs them."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    nodes = list(ast.walk(tree))
    typed = {id(inner) for node in nodes for part in _annotations(node) for inner in ast.walk(part)}
    for number, node in enumerate(nodes):
        if id(node) in typed:
            continue
        for change in _changes(node):
            changed = copy.deepcopy(tree)
            # A deep copy is walked in the same order, so the number finds the same node.
            told = change(list(ast.walk(changed))[number])
            yield Mutant(path, getattr(node, "lineno", 0), told, ast.unparse(changed))


def survives(mutant: Mutant, place: Path, tests: Sequence[str]) -> bool:
    """Whether the tests pass all the same; a run that takes too long counts as noticed."""
    target = place / mutant.path
    original = target.read_text("utf-8")
    target.write_text(mutant.text, "utf-8")
    try:
        return run_tests(place, in_order(mutant.path, tests, place))
    finally:
        target.write_text(original, "utf-8")


def in_order(source: Path, tests: Sequence[str], place: Path) -> list[str]:
    """The test files, that of the source itself first: it most often notices, and the rest need not run then."""
    folders = [place / test for test in tests]
    files = {file for one in folders for file in (one.rglob("test_*.py") if one.is_dir() else [one])}
    ordered = sorted(files, key=lambda file: (file.name != f"test_{source.name}", file))
    return [str(file.relative_to(place)) for file in ordered]


def run_tests(place: Path, tests: Sequence[str]) -> bool:
    """Whether the tests pass in the copy; a run that takes too long is ended and counts as failed."""
    run = multiprocessing.get_context("fork").Process(target=_in_child, args=(place, tests))
    run.start()
    run.join(SECONDS)
    if run.is_alive():
        run.kill()
        run.join()
    return run.exitcode == 0


def _in_child(place: Path, tests: Sequence[str]) -> NoReturn:
    """A fork of a process that has the libraries in memory and nothing of the checkout."""
    os.chdir(place)
    sys.path[:] = [entry for entry in sys.path if Path(entry).resolve() != ROOT]
    with open(os.devnull, "w") as nowhere:
        for stream in (1, 2):
            os.dup2(nowhere.fileno(), stream)
    quick = ["-q", "-x", "-p", "no:cacheprovider", "-o", f"timeout={SECONDS_A_TEST}"]
    # pytest would have rewritten the libraries' own assertions, had it loaded them.
    loaded = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    os._exit(pytest.main([*quick, *loaded, *tests]))


def main() -> int:
    """Prints each survivor as it is found, then the score; 1 when the tests fail before anything is changed."""
    given = _arguments()
    sources = sorted((ROOT / given.source).rglob("*.py")) if (ROOT / given.source).is_dir() else [ROOT / given.source]
    every = [mutant for source in sources for mutant in mutants_of(source.relative_to(ROOT))]
    chosen = random.Random(given.seed).sample(every, min(given.most or len(every), len(every)))
    survivors = []
    for library in LIBRARIES:
        importlib.import_module(library)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name in COPIED:
            _copy(ROOT / name, place / name)
        if not run_tests(place, given.tests):
            print("the tests fail before anything is changed; mend them first")
            return 1
        for mutant in sorted(chosen, key=lambda mutant: (mutant.path, mutant.line)):
            if survives(mutant, place, given.tests):
                survivors.append(mutant)
                print(mutant, flush=True)
    print(f"{len(chosen) - len(survivors)} of {len(chosen)} changes noticed ({len(every)} possible)")
    if given.write is not None:
        given.write.write_text(report(given.source, len(every), len(chosen), survivors, datetime.now(UTC)), "utf-8")
    return 0


def report(source: Path, possible: int, tried: int, survivors: Sequence[Mutant], at: datetime) -> str:
    """The page that tells the score with its day and every change that no test noticed."""
    noticed = tried - len(survivors)
    lines = [
        f"# Changes to `{source}` that its tests notice",
        "",
        "Written by `make mutants`: one comparison, operator, number or returned value is changed at a time, and the"
        " tests run. The goal is above 90 %. A survivor is a promise without a test, or a change without a difference.",
        "",
        "| noticed | tried | possible | share | day |",
        "|---|---|---|---|---|",
        f"| {noticed} | {tried} | {possible} | {noticed / tried:.1%} | {at:%Y-%m-%d} |",
        "",
        "## Survivors",
        "",
        *(f"- `{mutant}`" for mutant in survivors),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _changes(node: ast.AST) -> Iterator["_Change"]:
    for field in ("op", "ops"):
        operators = getattr(node, field, None)
        first = operators[0] if isinstance(operators, list) else operators
        if type(first) in OPPOSITES:
            yield _Change(field)
    if isinstance(node, ast.Constant) and (isinstance(node.value, bool) or type(node.value) is int):
        yield _Change("value")
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield _Change("not")
    if isinstance(node, ast.Return) and node.value is not None and not isinstance(node.value, ast.Constant):
        yield _Change("return")


@dataclass(frozen=True)
class _Change:
    kind: str

    def __call__(self, node: ast.AST) -> str:
        """Changes the node in place and says what it did."""
        before = ast.unparse(node)
        match node:
            case ast.Compare():
                node.ops[0] = OPPOSITES[type(node.ops[0])]()  # type: ignore[call-overload]
            case ast.UnaryOp():
                node.op, node.operand = ast.Not(), ast.UnaryOp(ast.Not(), node.operand)
            case ast.BinOp() | ast.BoolOp() | ast.AugAssign():
                node.op = OPPOSITES[type(node.op)]()  # type: ignore[assignment]
            case ast.Constant():
                node.value = (not node.value) if isinstance(node.value, bool) else int(str(node.value)) + 1
            case ast.Return():
                node.value = ast.Constant(None)
        return f"{before}  ->  {ast.unparse(node)}"


def _annotations(node: ast.AST) -> Iterator[ast.AST]:
    for name in ("annotation", "returns"):
        part = getattr(node, name, None)
        if part is not None:
            yield part


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    elif source.exists():
        shutil.copy2(source, target)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.mutants", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("source", type=Path, nargs="?", default=Path("storage/vault"), help="a file or folder to break")
    parser.add_argument("tests", nargs="*", default=["tests/storage/vault"], help="the tests that should notice")
    parser.add_argument("--most", type=int, help="how many changes to try, chosen by chance; all unless given")
    parser.add_argument("--seed", type=int, default=1, help="the same seed chooses the same changes")
    parser.add_argument("--write", type=Path, help="the page to write score, day and survivors to")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
