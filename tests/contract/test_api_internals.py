"""The worked example of docs/api-internals.md is the code that runs."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "api-internals.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.S)


def code_of(paths: list[Path]) -> set[str]:
    """Every statement and expression of these modules, without its layout."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in paths]
    nodes = (node for tree in trees for node in ast.walk(tree))
    return {ast.unparse(node) for node in nodes if isinstance(node, ast.stmt | ast.Call)}


CODE = code_of(sorted((ROOT / "api" / "v1").glob("*.py")))


def test_the_page_has_its_examples() -> None:
    assert len(BLOCKS) == 5


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.splitlines()[0])
def test_each_example_is_a_part_of_the_code(block: str) -> None:
    (statement,) = ast.parse(block).body
    example = statement.value if isinstance(statement, ast.Expr) else statement

    assert ast.unparse(example) in CODE


def test_every_module_of_the_api_is_in_the_table() -> None:
    modules = {path.stem for path in (ROOT / "api").glob("*.py")} - {"__init__"}
    ordinary = {"admin", "apps", "models", "links", "parsers", "renderers"}
    described = set(re.findall(r"`(\w+)`", "\n".join(re.findall(r"^\| (`.*?) \|", PAGE, re.M))))

    assert modules - ordinary <= described
