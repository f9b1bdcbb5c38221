"""A function of the course's notation, executed one statement at a time from its own source.

So a line that a learner is shown is the line that computed the numbers beside it.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from types import FunctionType
from typing import Any, cast

import numpy as np


@dataclass(frozen=True, eq=False)
class Ran:
    """One statement that was executed.

    Attributes:
        code: its source, as it stands in the file.
        line: its first line in the file.
        target: the name it assigned; None if it assigned several or returned.
        value: what that name held just afterwards, as an array of its own; or what was returned.
        reads: the names it read, in the order of the source.
    """

    code: str
    line: int
    target: str | None
    value: Any
    reads: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """A function's source.

    Attributes:
        text: without the indentation of where it stands.
        first_line: in its file.
        body: its statements, without the docstring.
    """

    text: str
    first_line: int
    body: tuple[ast.stmt, ...]

    def code(self, statement: ast.stmt) -> str:
        """A statement as it is written."""
        return ast.get_source_segment(self.text, statement) or ""

    def assignment_of(self, name: str) -> str:
        """The first statement that assigns a name.

        Raises:
            LookupError: if there is none.
        """
        for statement in self.body:
            if _target(statement) == name:
                return self.code(statement)
        raise LookupError(f"No statement assigns {name}.")


@cache
def source_of(function: Callable[..., Any]) -> Source:
    """The source of a function."""
    lines, first = inspect.getsourcelines(function)
    text = textwrap.dedent("".join(lines))
    definition = cast(ast.FunctionDef, ast.parse(text).body[0])
    return Source(
        text, first, tuple(definition.body[1:] if ast.get_docstring(definition) else definition.body)
    )


def trace(function: Callable[..., Any], *arguments: Any) -> tuple[list[Ran], Any]:
    """Execute a function one statement at a time.

    Args:
        function: its body consists of assignments, ``if`` and ``return``.
        arguments: what it is called with; defaults are filled in.

    Returns:
        The statements that ran, the return included, and what it returned.
    """
    source = source_of(function)
    bound = inspect.signature(function).bind(*arguments)
    bound.apply_defaults()
    # One namespace: with two, a comprehension would not see the local names.
    scope = {**cast(FunctionType, function).__globals__, **bound.arguments}
    ran: list[Ran] = []
    ahead: Sequence[ast.stmt] = source.body
    while ahead:
        statement, ahead = ahead[0], ahead[1:]
        if isinstance(statement, ast.If):
            ahead = (*(statement.body if _evaluate(statement.test, scope) else statement.orelse), *ahead)
            continue
        target, value = _target(statement), None
        if isinstance(statement, ast.Return):
            value, ahead = (_evaluate(statement.value, scope) if statement.value else None), ()
        else:
            exec(compile(ast.Module([statement], []), "<trace>", "exec"), scope)
            value = np.array(scope[target]) if target else None
        line = source.first_line + statement.lineno - 1
        ran.append(Ran(source.code(statement), line, target, value, _names_read(statement)))
    return ran, ran[-1].value


def _evaluate(expression: ast.expr, scope: dict[str, Any]) -> Any:
    return eval(compile(ast.Expression(expression), "<trace>", "eval"), scope)


def _target(statement: ast.stmt) -> str | None:
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    return targets[0].id if len(targets) == 1 and isinstance(targets[0], ast.Name) else None


def _names_read(statement: ast.stmt) -> tuple[str, ...]:
    names = [
        node for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    ]
    names.sort(key=lambda node: (node.lineno, node.col_offset))
    return tuple(dict.fromkeys(node.id for node in names))
