"""The forms of all sentences by which something is refused on a page, read from the source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import shallownet

PACKAGE = Path(shallownet.__file__).parent
PARTS = ("core", "tables", "sweeps", "ui")
"""What pages call; files are read back from Python alone."""
NOT_ON_A_PAGE = {"sweep_workers.py"}
HOLE = "{}"


def english_forms() -> set[str]:
    """Every form, with ``{}`` for what differs."""
    found = {"{} is {}, but it must be {}."}
    for part in PARTS:
        for path in sorted((PACKAGE / part).rglob("*.py")):
            if path.name not in NOT_ON_A_PAGE:
                found.update(_of_module(ast.parse(path.read_text(encoding="utf-8"))))
    return {form for form in found if any(map(str.isalpha, form.replace(HOLE, "")))}


def _of_module(tree: ast.Module) -> Iterator[str]:
    texts: dict[str, list[ast.expr]] = {}
    returned: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    texts.setdefault(target.id, []).append(node.value)
        elif isinstance(node, ast.FunctionDef):
            returned[node.name] = [
                one.value for one in ast.walk(node) if isinstance(one, ast.Return) and one.value
            ]

    def written(node: ast.expr) -> list[str]:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return [node.value]
        if isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else HOLE for part in node.values]
            return ["".join(map(str, parts))]
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return [left + right for left in written(node.left) for right in written(node.right)]
        if isinstance(node, ast.IfExp):
            return written(node.body) + written(node.orelse)
        if isinstance(node, ast.Name) and node.id in texts:
            return [form for value in texts[node.id] for form in written(value)]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in returned:
            return [form for value in returned[node.func.id] for form in written(value)]
        return [HOLE]

    for name, values in returned.items():
        if name.endswith("_refusal"):
            yield from (form for value in values for form in written(value))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if ast.unparse(node.func) == "refused.append":
                yield from written(node.args[0])
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id == "refuse" and len(node.args) == 3:
                yield from written(node.args[2])
                # "A part of the link" is said, where the name of a setting is code.
                yield from (form for form in written(node.args[0]) if " " in form)
            elif node.func.id == "ExperimentError" and node.args:
                yield from written(node.args[0])
