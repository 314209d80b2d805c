"""Nothing reads a table from end to end but the runner of migrations, which has its own package."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("src", "functions", "layers", "cli", "local")
FILES = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
WALKER = ROOT / "src" / "mediadesk" / "aws" / "migration_store.py"
SCANS = frozenset({"scan", "parallel_scan", "rate_limited_scan"})


def scans(source: str) -> Iterator[int]:
    """Lines that call what scans, or hand the name of the operation to a client."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Attribute(attr=name)) if name in SCANS:
                yield node.lineno
            case ast.Call(args=[ast.Constant(value="scan" | "Scan"), *_]):
                yield node.lineno


@pytest.mark.parametrize(
    "source",
    [
        "client.scan(TableName='users')",
        "Row.scan()",
        "connection.rate_limited_scan('users')",
        "client.get_paginator('scan')",
        "client._make_api_call('Scan', {})",
    ],
)
def test_each_way_to_scan_is_noticed(source: str) -> None:
    assert list(scans(source)) == [1]


def test_migrations_alone_walk_through_tables() -> None:
    assert len(FILES) > 100
    scanning = {path for path in FILES if list(scans(path.read_text("utf-8")))}
    assert scanning == {WALKER}


def test_nothing_that_runs_in_a_function_knows_what_walks_through_tables() -> None:
    others = [path for path in FILES if not path.stem.startswith("migration")]
    assert not [path for path in others if WALKER.stem in path.read_text("utf-8")]
