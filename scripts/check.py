"""Refuses what no linter knows to refuse: long functions, long files, vague file names."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = (
    *("src", "functions", "layers", "infra", "local", "cli", "migrations"),
    *("scripts", "tests", "benchmarks"),
)
LONGEST_FILE = 250
LONGEST_FUNCTION = 30
VAGUE_NAMES = frozenset({"utils", "helpers", "common", "models"})


def main() -> None:
    """Exit 1 and list every fault as `path:line: what is wrong`."""
    files = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
    faults = [fault for path in files for fault in _faults(path)]
    print(*faults, sep="\n", end="\n" if faults else "")
    sys.exit(1 if faults else 0)


def _faults(path: Path) -> Iterator[str]:
    name = path.relative_to(ROOT)
    text = path.read_text("utf-8")
    module = ast.parse(text)
    if path.stem in VAGUE_NAMES:
        yield f"{name}:1: name the file after its subject"
    if not ast.get_docstring(module):
        yield f"{name}:1: no sentence that says what this file answers"
    if (lines := len(text.splitlines())) > LONGEST_FILE:
        yield f"{name}:1: {lines} lines; split the file by subject"
    for line, function, length in _long_functions(module):
        yield f"{name}:{line}: {function} has {length} lines; split it"


def _long_functions(module: ast.Module) -> Iterator[tuple[int, str, int]]:
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            length = node.end_lineno - node.lineno + 1
            if length > LONGEST_FUNCTION:
                yield node.lineno, node.name, length


if __name__ == "__main__":
    main()
