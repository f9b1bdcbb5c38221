"""What the server tells its owner: numbers and lines of JSON, and nothing of a visitor's."""

from __future__ import annotations

import json
import logging
import math

import pytest
from streamlit.runtime.stats import StatsManager

from shallownet.ui import gauges, metrics
from shallownet.ui.metrics import JsonLines, Metrics, log_load
from shallownet.ui.process import Turns


class NobodyHere:
    """A runtime without sessions."""

    def is_active_session(self, session: str) -> bool:
        """Nobody."""
        return False


def test_the_endpoint_takes_every_metric() -> None:
    manager = StatsManager()
    provider = Metrics(NobodyHere())  # type: ignore[arg-type]
    manager.register_provider(provider)
    stats = manager.get_stats(list(provider.stats_families))
    assert set(stats) == set(provider.stats_families)
    for name, (stat,) in stats.items():
        text = stat.to_metric_str()
        assert text.startswith(name)
        assert stat.help
        assert name.startswith("shallownet_")


def test_only_what_is_asked_for_is_computed() -> None:
    provider = Metrics(NobodyHere())  # type: ignore[arg-type]
    assert list(provider.get_stats(["shallownet_known_bytes", "other"])) == ["shallownet_known_bytes"]


def test_a_histogram_counts_up_to_each_bound() -> None:
    histogram = gauges.Histogram()
    for seconds in (0.0005, 0.02, 0.02, 5.0, 1000.0):
        histogram.add(seconds)
    counts = dict(histogram.buckets)
    assert (counts[0.001], counts[0.01], counts[0.03], counts[10.0], counts[math.inf]) == (1, 1, 3, 4, 5)
    assert histogram.count == 5
    assert histogram.sum == pytest.approx(1005.0405)
    assert histogram.quantile(0.5) == 0.03
    assert histogram.quantile(0.95) == math.inf
    assert gauges.Histogram().quantile(0.95) == 0.0


def test_waiting_for_a_turn_is_counted() -> None:
    before = gauges.WAIT_SECONDS.count
    turns = Turns()
    for _ in range(3):
        with turns:
            pass
    assert gauges.WAIT_SECONDS.count == before + 3


def test_the_load_is_one_line_of_json(monkeypatch: pytest.MonkeyPatch) -> None:
    records: list[logging.LogRecord] = []
    handler = logging.Handler()
    monkeypatch.setattr(handler, "emit", records.append)
    logger = logging.getLogger(metrics.__name__)
    monkeypatch.setattr(logger, "level", logging.INFO)
    logger.addHandler(handler)
    log_load(NobodyHere())  # type: ignore[arg-type]
    logger.removeHandler(handler)
    (record,) = records
    line = JsonLines().format(record)
    assert "\n" not in line
    said = json.loads(line)
    assert said["message"] == "load"
    assert said["level"] == "INFO"
    assert said["sessions"] == 0
    assert all(
        isinstance(said[name], (int, float)) for name in said if name.split("_")[0] in ("blocks", "wait")
    )


def test_an_error_is_one_line_too() -> None:
    try:
        raise ValueError("of two\nlines")
    except ValueError as error:
        record = logging.LogRecord(
            "x", logging.ERROR, __file__, 1, "it failed", (), (type(error), error, None)
        )
    line = JsonLines().format(record)
    assert "\n" not in line
    assert "of two" in json.loads(line)["exception"]
