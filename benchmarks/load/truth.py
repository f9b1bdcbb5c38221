"""What a recipe's blocks must hold, trained here, without any server: bit for bit on one machine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from benchmarks.load.player import DEFAULT_SPEED
from shallownet.core.experiment import Experiment, Recipe
from shallownet.core.replay import begin, stretch
from shallownet.stage.pack import frames_payload, points_payload


class WrongBlock(AssertionError):
    """A block is not that session's, or not right."""


class Truth:
    """The frames of an experiment at the default speed, as the bytes that a stage must be sent.

    Args:
        experiment: what is trained.
        epochs: how far it is known; blocks past it cannot be checked.
    """

    def __init__(self, experiment: Experiment, epochs: int) -> None:
        recipe = Recipe(experiment)
        self.recipe = recipe.hash
        self.run_id = recipe.run_hash
        self._points = points_payload(experiment).tobytes()
        count = epochs // DEFAULT_SPEED + 1
        known = begin(recipe)
        frames = stretch(known, -1, DEFAULT_SPEED, count, epochs).frames
        payload = frames_payload(frames)
        self._width = payload.shape[1] * 4
        self._frames = payload.tobytes()

    def check(self, block: bytes) -> dict[str, Any]:
        """The header of a block that is right.

        Raises:
            WrongBlock: it is another run's, or a number is another.
        """
        header, payload = split(block)
        for name, own in (("recipe", self.recipe), ("run_id", self.run_id)):
            if header[name] != own:
                raise WrongBlock(f"the block's {name} is {header[name]}, not {own}")
        if "run" in header:
            if payload[: len(self._points)] != self._points:
                raise WrongBlock("the points are others")
            payload = payload[len(self._points) :]
        after, count = header["from"], header["count"]
        first, odd = divmod(after, DEFAULT_SPEED) if after >= 0 else (-1, 0)
        start, size = (first + 1) * self._width, count * self._width
        if odd or len(payload) != size:
            raise WrongBlock(f"{count} frames after epoch {after} come as {len(payload)} bytes, not {size}")
        if start + size > len(self._frames):
            raise WrongBlock(f"{count} frames after epoch {after} are more than is known here")
        if payload != self._frames[start : start + size]:
            raise WrongBlock(f"a frame after epoch {after} has other numbers")
        return header


def split(block: bytes) -> tuple[dict[str, Any], bytes]:
    """A block's header and its floats, as bytes."""
    length = int.from_bytes(block[:4], "little")
    header: Mapping[str, Any] = json.loads(block[4 : 4 + length])
    return dict(header), block[4 + length :]
