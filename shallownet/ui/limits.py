"""What the owner of a server allows its visitors: from the environment, with defaults for a public host."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from shallownet.core.checks import ExperimentError, refuse
from shallownet.core.experiment import MAX_EPOCH, MAX_HIDDEN_UNITS, MAX_SAMPLES, Experiment, Recipe

PREFIX = "SHALLOWNET_"


def _limit(default: int, low: int, high: int) -> int:
    result: int = field(default=default, metadata={"low": low, "high": high})
    return result


@dataclass(frozen=True)
class Limits:
    """The limits, each named after its variable: ``max_points`` is ``SHALLOWNET_MAX_POINTS``.

    None can be set so low that a lesson could not show its own networks.

    The size of an uploaded file (``server.maxUploadSize``) and of a message (``server.maxWidgetStateSize``,
    ``server.maxMessageSize``) are Streamlit's to limit, in ``.streamlit/config.toml``.

    Attributes:
        max_points: points of an experiment.
        max_hidden_units: its width.
        max_epochs: how long a run is trained.
        max_sweep_runs: runs of a sweep; more are no picture any more.
        max_sweep_seconds: how long a sweep may take, by the estimate.
        max_sessions: visitors at a time; the next one is shown a page that needs no server.
        max_messages: messages a second from one browser, in the long run; the next ones wait.
        cache_mb: memory for what is known of all visitors' runs, in MB.
        assets_mb: memory for the files of the pages, in MB; what does not fit is read from the disk.
        trainers: processes of their own for training; one, where there is more than one core.
        sweep_workers: processes of their own for sweeps; with none they train in everyone's turns.
    """

    max_points: int = _limit(MAX_SAMPLES, 400, MAX_SAMPLES)
    max_hidden_units: int = _limit(MAX_HIDDEN_UNITS, 20, MAX_HIDDEN_UNITS)
    max_epochs: int = _limit(1_000_000, 1_000, MAX_EPOCH)
    max_sweep_runs: int = _limit(2_000, 1, 2_000)
    max_sweep_seconds: int = _limit(300, 1, 86_400)
    max_sessions: int = _limit(200, 1, 100_000)
    max_messages: int = _limit(10, 5, 1_000)
    cache_mb: int = _limit(16, 1, 100_000)
    assets_mb: int = _limit(48, 0, 1_000)
    trainers: int = _limit(min(1, (os.cpu_count() or 1) - 1), 0, 1)
    sweep_workers: int = _limit(0, 0, 256)

    def check(self, *runs: Experiment | Recipe) -> None:
        """Refuse what is larger than this server allows.

        Raises:
            ExperimentError: naming the limit.
        """
        for run in runs:
            experiment = run.experiment if isinstance(run, Recipe) else run
            self._check("samples", experiment.samples, self.max_points)
            self._check("hidden_units", experiment.hidden_units, self.max_hidden_units)

    def check_epoch(self, epoch: int) -> None:
        """Refuse an epoch beyond the end of every run.

        Raises:
            ExperimentError: naming the limit.
        """
        self._check("epoch", epoch, self.max_epochs)

    @staticmethod
    def _check(name: str, value: int, most: int) -> None:
        if value > most:
            raise refuse(name, value, f"at most {most:,} on this server")


def variable(name: str) -> str:
    """The environment variable of a limit."""
    return PREFIX + name.upper()


def limits_from(environment: Mapping[str, str]) -> Limits:
    """The limits that an environment says; those it does not say are the defaults.

    Raises:
        ExperimentError: if one is no whole number within its bounds.
    """
    said = {}
    for one in fields(Limits):
        text = environment.get(variable(one.name), "")
        if not text:
            continue
        low, high = one.metadata["low"], one.metadata["high"]
        number = int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else -1
        if not low <= number <= high:
            raise refuse(variable(one.name), text, f"a whole number from {low} to {high}")
        said[one.name] = number
    return Limits(**said)


def _of_this_process() -> Limits:
    try:
        return limits_from(os.environ)
    except ExperimentError as error:
        # A server with other limits than its owner meant must not come up.
        raise SystemExit(str(error)) from None


LIMITS = _of_this_process()
"""Those of this process, read when it starts."""
