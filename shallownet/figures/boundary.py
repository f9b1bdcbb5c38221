"""What a network has learnt, at one epoch of its run."""

from __future__ import annotations

import plotly.graph_objects as go

from shallownet.core.checks import refuse
from shallownet.core.datasets import extent
from shallownet.core.features import expand
from shallownet.core.meters import plane
from shallownet.core.network import forward
from shallownet.core.trajectory import Trajectory
from shallownet.figures.maps import map_figure


def decision_boundary(run: Trajectory, epoch: int | None = None, theme: str = "light") -> go.Figure:
    """The network's answer over the plane, with the line at which it decides and the points.

    Args:
        run: the run.
        epoch: one of its snapshots'; None for the last.
        theme: ``"light"`` or ``"dark"``.

    Raises:
        ExperimentError: if the run has no snapshot of that epoch.
    """
    row = len(run) - 1 if epoch is None else run.row_at(epoch)
    now = int(run.epochs[row])
    if epoch is not None and now != epoch:
        raise refuse("epoch", epoch, f"an epoch of a snapshot, such as {now}")
    e = run.experiment
    X = expand(plane(extent(e)), e.features)
    A2 = forward(run.parameters[row], X, e.activation, e.problem, e.leaky_slope).A2
    return map_figure(A2, e, theme, f"epoch {now:,}: J = {run.train_loss[row]:.4f}")
