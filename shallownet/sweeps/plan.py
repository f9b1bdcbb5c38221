"""A sweep before anything is trained: which runs, in which pieces, and how long they will take."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import ceil, prod
from typing import Any, NamedTuple

from shallownet.core.checks import ExperimentError
from shallownet.core.engine import networks_together
from shallownet.core.experiment import CHECKS, MAX_EPOCH, Experiment
from shallownet.core.work import seconds_together, work_per_epoch

MOST_RUNS = 100_000
"""A sweep has at most so many runs."""
MOST_TOGETHER = 250
"""A task has at most so many."""

# To set up a network and to measure it at its end.
_SECONDS_PER_RUN = 0.5e-3

# Networks that differ in these alone share the engine's arrays.
_TOGETHER = ("seed", "initializer", "constant", "learning_rate", "data_seed", "noise", "class_share")
# Whether a value is allowed depends on the others of these.
_CONNECTED = ("dataset", "problem", "noise", "points", "samples", "test_fraction", "class_share")


class Task(NamedTuple):
    """Runs of one shape, to be trained together.

    Attributes:
        runs: which ones of the plan.
        experiments: they themselves.
        epochs: how long each is trained.
        seconds: roughly how long that takes on one core.
    """

    runs: tuple[int, ...]
    experiments: tuple[Experiment, ...]
    epochs: int
    seconds: float


@dataclass(frozen=True)
class Plan:
    """Every combination of some values of some settings.

    Attributes:
        base: all other settings.
        axes: settings and their values; the last one changes fastest from run to run.
        epochs: how long each run is trained.
    """

    base: Experiment
    axes: Mapping[str, tuple[Any, ...]]
    epochs: int

    @classmethod
    def of(cls, base: Experiment, epochs: int, axes: Mapping[str, Iterable[Any]]) -> Plan:
        """A plan of values that are allowed, all of them; nothing is trained for it.

        Raises:
            ExperimentError: naming the setting, what it is and what it must be.
        """
        if isinstance(epochs, bool) or not isinstance(epochs, int) or not 1 <= epochs <= MAX_EPOCH:
            raise ExperimentError(
                f"epochs is {epochs!r}, but it must be a whole number from 1 to {MAX_EPOCH}."
            )
        checked = {field: _values(field, values) for field, values in axes.items()}
        count = prod(map(len, checked.values()))
        if count > MOST_RUNS:
            sizes = " × ".join(f"{len(values)} {field}" for field, values in checked.items())
            raise ExperimentError(f"A sweep has at most {MOST_RUNS:,} runs, but {sizes} are {count:,}.")
        connected = [field for field in checked if field in _CONNECTED]
        firsts = {field: values[0] for field, values in checked.items()}
        for values in itertools.product(*(checked[field] for field in connected)):
            work_per_epoch(replace(base, **{**firsts, **dict(zip(connected, values, strict=True))}))
        return cls(base, checked, epochs)

    def __len__(self) -> int:
        return prod(map(len, self.axes.values()))

    def settings(self, index: int) -> dict[str, Any]:
        """What sets a run apart from the others."""
        settings = {}
        for field, values in reversed(list(self.axes.items())):
            index, place = divmod(index, len(values))
            settings[field] = values[place]
        return {field: settings[field] for field in self.axes}

    def index(self, settings: Mapping[str, Any]) -> int:
        """Which run has these settings; a value for every axis."""
        index = 0
        for field, values in self.axes.items():
            index = index * len(values) + values.index(settings[field])
        return index

    def experiment(self, index: int) -> Experiment:
        """A run."""
        return replace(self.base, **self.settings(index))

    @property
    def seconds(self) -> float:
        """Roughly how long all of it takes on one core."""
        return sum(self._seconds(group, len(group)) for group in self._groups())

    def tasks(self, seconds: float) -> Iterator[Task]:
        """All runs, those of one shape together, in pieces that take about so long on one core.

        The pieces are made one after the other: a plan of many runs never holds them all.
        """
        for group in self._groups():
            fitting = int(len(group) * seconds / self._seconds(group, len(group)))
            size = max(1, min(len(group), fitting, MOST_TOGETHER))
            # All about equally large: a small one at the end would gain little from company.
            size = ceil(len(group) / ceil(len(group) / size))
            for start in range(0, len(group), size):
                part = group[start : start + size]
                experiments = tuple(map(self.experiment, part))
                yield Task(tuple(part), experiments, self.epochs, self._seconds(group, len(part)))

    def _seconds(self, group: range | list[int], count: int) -> float:
        experiment = self.experiment(group[0])
        an_epoch = seconds_together(experiment, count, networks_together(experiment))
        return self.epochs * an_epoch + count * _SECONDS_PER_RUN

    def _groups(self) -> Iterator[list[int]]:
        """The runs that can share the engine's arrays, from the smallest networks on."""
        apart = [field for field in self.axes if field not in _TOGETHER]
        strides = {}
        stride = 1
        for field in reversed(list(self.axes)):
            strides[field] = stride
            stride *= len(self.axes[field])

        def offsets(fields: Iterable[str]) -> list[int]:
            steps = ([strides[field] * place for place in range(len(self.axes[field]))] for field in fields)
            return [sum(places) for places in itertools.product(*steps)]

        within = offsets(field for field in self.axes if field in _TOGETHER)
        firsts = sorted(offsets(apart), key=lambda first: prod(work_per_epoch(self.experiment(first))))
        for first in firsts:
            yield [first + offset for offset in within]


def _values(field: str, values: Iterable[Any]) -> tuple[Any, ...]:
    """The values of an axis in their canonical types."""
    if field != "noise" and field not in CHECKS:
        names = ", ".join((*CHECKS, "noise"))
        raise ExperimentError(f"{field} is no setting that a sweep can vary; those are {names}.")
    if isinstance(values, (str, bytes)) or not isinstance(values, Iterable):
        raise ExperimentError(f"{field} is {values!r}, but it must be a list of values.")
    # One more than can be used is enough to know that they are too many, also of an endless iterable.
    given = list(itertools.islice(values, MOST_RUNS + 1))
    if not given:
        raise ExperimentError(f"{field} is an empty list, but it must hold at least one value.")
    if len(given) > MOST_RUNS:
        raise ExperimentError(f"{field} holds more than {MOST_RUNS:,} values, the most runs of a sweep.")
    check = CHECKS.get(field)
    checked = given if check is None else [check(field, value) for value in given]
    if len(set(checked)) < len(checked):
        twice = next(value for value in checked if checked.count(value) > 1)
        raise ExperimentError(f"{field} holds {twice!r} twice, but its values must be different.")
    return tuple(checked)
