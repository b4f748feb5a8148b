"""The code keeps the sizes and the plain words that CONTRIBUTING.md asks for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("tracker", "devserver", "api", "claims", "demo", "benchmarks")
MODULES = sorted(
    path
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
    if "migrations" not in path.relative_to(ROOT).parts
)
MAX_MODULE_LINES = 350
MAX_P90_LINES = 200
MAX_FUNCTION_LINES = 50
MAX_COMPLEXITY = 15
RIDDLES = re.compile(r"\b(nobody|whoever|somebody|anew)\b", re.I)
MAX_RIDDLES = 5
BRANCHES = (ast.If, ast.IfExp, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.Assert)


def functions() -> Iterator[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path, node


def complexity(function: ast.AST) -> int:
    """McCabe's number, with each `and` and `or` counted as a branch."""
    number = 1
    for node in ast.walk(function):
        if isinstance(node, BRANCHES):
            number += 1
        elif isinstance(node, ast.BoolOp):
            number += len(node.values) - 1
        elif isinstance(node, ast.comprehension):
            number += 1 + len(node.ifs)
        elif isinstance(node, ast.match_case):
            number += not (isinstance(node.pattern, ast.MatchAs) and node.pattern.pattern is None)
    return number


def test_modules_are_short() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}

    assert {path.name: count for path, count in lengths.items() if count > MAX_MODULE_LINES} == {}
    assert sorted(lengths.values())[len(lengths) * 9 // 10] <= MAX_P90_LINES


def test_functions_are_short() -> None:
    long = {
        f"{path.relative_to(ROOT)}:{node.name}": lines
        for path, node in functions()
        if (lines := (node.end_lineno or 0) - node.lineno + 1) > MAX_FUNCTION_LINES
    }

    assert long == {}


def test_functions_have_few_branches() -> None:
    branched = {
        f"{path.relative_to(ROOT)}:{node.name}": number
        for path, node in functions()
        if (number := complexity(node)) > MAX_COMPLEXITY
    }

    assert branched == {}


def test_code_and_documents_use_plain_words() -> None:
    pages = [*MODULES, *ROOT.glob("*.md"), *(ROOT / "docs").glob("*.*"), *(ROOT / "claims").rglob("*.html")]
    texts = {page: page.read_text(encoding="utf-8") for page in pages if page.is_file()}
    riddles = [f"{page.name}: {word}" for page, text in texts.items() for word in RIDDLES.findall(text)]

    assert len(riddles) <= MAX_RIDDLES, riddles
