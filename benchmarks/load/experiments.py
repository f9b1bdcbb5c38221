"""What the visitors play: one link for all, or an experiment for each."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice, product

from benchmarks.load.truth import Truth
from shallownet.core.experiment import Experiment

SAME = Experiment()
_DATASETS = ("flower", "moons", "circles", "gaussians", "xor")
_ACTIVATIONS = ("tanh", "sigmoid")
_UNITS = (4, 5, 3, 6)


def different(count: int) -> list[Experiment]:
    """So many experiments that share no number; their seeds, data, activations and widths vary."""
    kinds = list(product(_UNITS, _DATASETS, _ACTIVATIONS))
    seeds = range(100, 100 + count // len(kinds) + 1)
    chosen = (
        Experiment(
            dataset=dataset,
            activation=activation,
            hidden_units=units,
            initializer="xavier",
            learning_rate=0.5,
            seed=seed * len(kinds) + number,
            data_seed=seed,
        )
        for seed in seeds
        for number, (units, dataset, activation) in enumerate(kinds)
    )
    return list(islice(chosen, count))


@lru_cache(maxsize=1000)
def truth(experiment: Experiment, epochs: int) -> Truth:
    """What its blocks must hold, computed once."""
    return Truth(experiment, epochs)
