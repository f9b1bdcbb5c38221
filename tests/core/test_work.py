"""What an experiment costs is estimated from updates × units × points, and bounded."""

import pytest

from shallownet import Experiment, ExperimentError
from shallownet.core.work import MAX_SECONDS_PER_EPOCH, check_affordable, seconds_per_epoch, work_per_epoch


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, (1, 4, 400)),
        ({"test_fraction": 0.25}, (1, 4, 300)),
        ({"batch_size": 10}, (40, 4, 10)),
        ({"batch_size": 30}, (14, 4, 30)),
        ({"batch_size": 1000}, (1, 4, 400)),
        ({"hidden_units": 50, "samples": 10_000, "batch_size": 1}, (10_000, 50, 1)),
    ],
)
def test_work(settings: dict[str, object], expected: tuple[int, int, int]) -> None:
    assert work_per_epoch(Experiment(**settings)) == expected


@pytest.mark.parametrize("field", ["samples", "hidden_units"])
def test_more_work_takes_longer(field: str) -> None:
    few, many = ({"samples": 50, "hidden_units": 2}, {"samples": 5000, "hidden_units": 50})
    assert seconds_per_epoch(Experiment(**{**few, field: many[field]})) > seconds_per_epoch(Experiment(**few))


@pytest.mark.parametrize("hidden_units", [1, 4, 50])
@pytest.mark.parametrize("samples", [10, 400, 10_000])
def test_a_full_batch_is_always_affordable(samples: int, hidden_units: int) -> None:
    check_affordable(Experiment(samples=samples, hidden_units=hidden_units))


@pytest.mark.parametrize("hidden_units", [1, 4, 50])
@pytest.mark.parametrize("test_fraction", [0.0, 0.3])
def test_too_small_batches_are_refused_with_one_that_will_do(hidden_units: int, test_fraction: float) -> None:
    settings = {"samples": 10_000, "hidden_units": hidden_units, "test_fraction": test_fraction}
    with pytest.raises(ExperimentError, match=r"^batch_size .*None.*\.$") as caught:
        check_affordable(Experiment(**settings, batch_size=1))
    smallest = int(str(caught.value).split("at least ")[1].split(" ")[0])
    assert smallest > 1
    enough = Experiment(**settings, batch_size=smallest)
    check_affordable(enough)
    assert seconds_per_epoch(enough) <= MAX_SECONDS_PER_EPOCH
