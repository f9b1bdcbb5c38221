"""A run as a Jupyter notebook that needs NumPy alone: the script's parts, with words and formulas between."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from shallownet.core.experiment import Experiment, Recipe
from shallownet.core.network import initialize
from shallownet.core.walk import small_batch, walk
from shallownet.export.parts import parts
from shallownet.export.training_source import Training
from shallownet.export.words import say_title
from shallownet.texts.lessons import words_of

_SYMBOLS = {
    "forward": ("Z1", "A1", "Z2", "A2"),
    "cost": ("J",),
    "backward": ("dZ2", "dW2", "db2", "dZ1", "dW1", "db1"),
    "training": ("new W1", "new b1", "new W2", "new b2"),
}


def notebook(recipe: Recipe, epoch: int, language: str = "en") -> str:
    """A notebook that trains this very run up to an epoch and prints the cost and accuracy it has there.

    Args:
        recipe: the run.
        epoch: where it ends, 0 or more.
        language: of its words.

    Returns:
        A notebook in nbformat 4.5, as JSON. Its code is that of ``script``, cut into cells.

    Raises:
        ExperimentError: if the epoch is no whole number, or negative.
    """
    program = parts(recipe, epoch)
    words = words_of("notebook.md", language)
    is_penalised = Training(recipe, epoch).is_penalised
    formulas = _formulas(replace(recipe.experiment, l1=0.0, l2=float(is_penalised)))
    title = f"# {say_title(recipe, epoch, language)}\n\n{words.lead}"
    cells = [_cell("title", "markdown", title), _cell("numpy", "code", "import numpy as np")]
    for part in program:
        scene = words.scenes[part.name]
        said = [f"## {scene.title}", scene.text, *formulas.get(part.name, ())]
        if is_penalised and scene.has("penalty"):
            said.append(scene.say("penalty"))
        cells += [
            _cell(part.name, "markdown", "\n\n".join(said)),
            _cell(f"{part.name}-code", "code", part.code),
        ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    whole = {
        "cells": cells,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _cell(name: str, kind: str, text: str) -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": kind, "id": name, "metadata": {}}
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    return {**cell, "source": text.splitlines(keepends=True)}


def _formulas(experiment: Experiment) -> Mapping[str, tuple[str, ...]]:
    """What each part computes, as the lesson on backpropagation writes it."""
    # Any weights do, but with weights of 0 a penalty would show no effect, and no formula.
    start = initialize(replace(experiment, initializer="normal"))
    steps = {step.name: step for step in walk(experiment, start, *small_batch(experiment, 2))}
    return {
        name: tuple(
            f"$${formula}$$"
            for symbol in symbols
            for formula in (steps[symbol].formula, *steps[symbol].remarks)
        )
        for name, symbols in _SYMBOLS.items()
    }
