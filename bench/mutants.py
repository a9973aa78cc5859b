"""Breaks the code on purpose, one small change at a time, and names the changes that no test noticed.

    python -m bench.mutants kit/guard tests/kit/guard [--most 200]

The checkout is copied first, so nothing in it is touched. A survivor is a promise without a test, or a change that
makes no difference; which of the two, a person decides.
"""

import argparse
import ast
import copy
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
COPIED = ("kit", "storage", "faq", "bot", "admin", "tests", "xiansuo.py", "pyproject.toml", ".importlinter", "deploy")
SECONDS = 300

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


def survives(mutant: Mutant, place: Path, tests: list[str]) -> bool:
    """Whether the tests pass all the same; a run that takes too long counts as noticed."""
    target = place / mutant.path
    original = target.read_text("utf-8")
    target.write_text(mutant.text, "utf-8")
    try:
        return run_tests(place, tests)
    finally:
        target.write_text(original, "utf-8")


def run_tests(place: Path, tests: list[str]) -> bool:
    """Whether the tests pass in the copy."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    try:
        return subprocess.run(command, cwd=place, capture_output=True, timeout=SECONDS, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def main() -> int:
    """Prints each survivor as it is found, then the score; 1 when the tests fail before anything is changed."""
    given = _arguments()
    sources = sorted((ROOT / given.source).rglob("*.py")) if (ROOT / given.source).is_dir() else [ROOT / given.source]
    every = [mutant for source in sources for mutant in mutants_of(source.relative_to(ROOT))]
    chosen = random.Random(given.seed).sample(every, min(given.most, len(every)))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name in COPIED:
            _copy(ROOT / name, place / name)
        if not run_tests(place, given.tests):
            print("the tests fail before anything is changed; mend them first")
            return 1
        survivors = 0
        for mutant in sorted(chosen, key=lambda mutant: (mutant.path, mutant.line)):
            if survives(mutant, place, given.tests):
                survivors += 1
                print(f"{mutant.path}:{mutant.line}: {mutant.change}", flush=True)
    print(f"{len(chosen) - survivors} of {len(chosen)} changes noticed ({len(every)} possible)")
    return 0


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
    parser.add_argument("--most", type=int, default=150, help="how many changes to try, chosen by chance")
    parser.add_argument("--seed", type=int, default=1, help="the same seed chooses the same changes")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
