"""Python source to paste: a function without its annotations, a number, a row of settings."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable
from types import FunctionType
from typing import Any, cast

_SIGNATURE = re.compile(r"\Adef (\w+)\(.*?\) -> [^\n]+:\n", re.DOTALL)


def plain(function: Callable[..., Any]) -> str:
    """A function's source as a learner would type it: no annotations, no leading underscore.

    Raises:
        ValueError: if the function does not begin with an annotated ``def``.
    """
    text = inspect.getsource(function)
    name, names = function.__name__.lstrip("_"), ", ".join(inspect.signature(function).parameters)
    replaced, count = _SIGNATURE.subn(f"def {name}({names}):\n", text)
    if count != 1:
        raise ValueError(f"{function.__qualname__} has no annotated signature to simplify.")
    return replaced.rstrip()


def with_callees(*functions: Callable[..., Any]) -> list[Callable[..., Any]]:
    """Functions, each once, and before each of them those of its own module that it calls."""
    found: dict[str, Callable[..., Any]] = {}
    for function in functions:
        if function.__name__ in found:
            continue
        # Names, not attributes: np.tanh is not the tanh beside it.
        names = [node.id for node in ast.walk(ast.parse(plain(function))) if isinstance(node, ast.Name)]
        called = [cast(FunctionType, function).__globals__.get(name) for name in names]
        for one in (*with_callees(*filter(inspect.isfunction, called)), function):
            found.setdefault(one.__name__, one)
    return list(found.values())


def literal(value: float | int | None) -> str:
    """A number as source that reads back to the last bit. Nothing but a number or None becomes source.

    Raises:
        TypeError: if it is anything else.
    """
    if value is None or type(value) in (int, float):
        return repr(value)
    raise TypeError(f"{type(value).__name__} is not pasted into source, only numbers are.")


def call(function: Callable[..., Any], arguments: dict[str, str]) -> str:
    """A call that passes by position, for each parameter, what ``arguments`` has under its name."""
    passed = ", ".join(arguments[name] for name in inspect.signature(function).parameters)
    return f"{function.__name__.lstrip('_')}({passed})"
