"""What the server tells its owner: metrics at Streamlit's endpoint, and a line in the log every minute."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from streamlit.runtime import Runtime
from streamlit.runtime.stats import CounterStat, GaugeStat, HistogramStat, Stat

from shallownet.ui import gauges
from shallownet.ui.places import PLACES
from shallownet.ui.shared_runs import RUNS

LOGGER = logging.getLogger(__name__)

_SECONDS = "seconds"


class Metrics:
    """Answers for ``/_stcore/metrics``.

    Args:
        runtime: whose sessions are counted.
    """

    def __init__(self, runtime: Runtime) -> None:
        self._metrics: Mapping[str, Callable[[str], Stat]] = {
            "shallownet_sessions": lambda name: GaugeStat(
                name, PLACES.taken(runtime), help="Visitors who have a place."
            ),
            "shallownet_turned_away": lambda name: CounterStat(
                name, gauges.VISITORS_TURNED_AWAY.value, help="Visitors who found every place taken."
            ),
            "shallownet_blocks_trained": lambda name: CounterStat(
                name, gauges.BLOCKS_TRAINED.value, help="Answers for which something was trained."
            ),
            "shallownet_blocks_known": lambda name: CounterStat(
                name, gauges.BLOCKS_KNOWN.value, help="Answers of what was known already."
            ),
            "shallownet_answer_seconds": lambda name: _histogram(
                name, gauges.ANSWER_SECONDS, "From an ask to its answer."
            ),
            "shallownet_wait_seconds": lambda name: _histogram(
                name, gauges.WAIT_SECONDS, "Waiting for the training lock."
            ),
            "shallownet_known_bytes": lambda name: GaugeStat(
                name, RUNS.nbytes, unit="bytes", help="Memory for what is known of runs."
            ),
        }

    @property
    def stats_families(self) -> Sequence[str]:
        """Their names."""
        return tuple(self._metrics)

    def get_stats(self, family_names: Sequence[str] | None = None) -> Mapping[str, Sequence[Stat]]:
        """What they are now.

        Args:
            family_names: which ones; by default all.
        """
        return {
            name: [make(name)]
            for name, make in self._metrics.items()
            if family_names is None or name in family_names
        }


def _histogram(name: str, one: gauges.Histogram, told: str) -> HistogramStat:
    buckets = tuple(one.buckets)
    return HistogramStat(name, buckets, one.sum, buckets[-1][1], unit=_SECONDS, help=told)


def log_load(runtime: Runtime) -> None:
    """One line of how busy the server is."""
    known, trained = gauges.BLOCKS_KNOWN.value, gauges.BLOCKS_TRAINED.value
    LOGGER.info(
        "load",
        extra={
            "values": {
                "sessions": PLACES.taken(runtime),
                "turned_away": gauges.VISITORS_TURNED_AWAY.value,
                "blocks_trained": trained,
                "blocks_known": known,
                "answer_p95_seconds_below": gauges.ANSWER_SECONDS.quantile(0.95),
                "wait_p95_seconds_below": gauges.WAIT_SECONDS.quantile(0.95),
                "known_bytes": RUNS.nbytes,
            }
        },
    )


class JsonLines(logging.Formatter):
    """A record as one line of JSON: when, how grave, whose, what, and its values."""

    def format(self, record: logging.LogRecord) -> str:
        """Write it."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "values", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line)


def write_logs() -> None:
    """Send this package's own records to the server's log, a line of JSON each."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("shallownet")
    logger.handlers = [handler]
    logger.setLevel(logging.INFO)
    logger.propagate = False
