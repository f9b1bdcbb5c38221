"""The cost of one run or several, over the epochs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from shallownet.core.trajectory import Trajectory
from shallownet.figures.palette import PALETTE, template

_HEIGHT = 340
# Of each run on the training points and on the test points: the second sign, beside its colour.
_DASHES = (("solid", "dot"), ("dash", "1px,7px"), ("dashdot", "2px,2px,2px,8px"), ("longdash", "1px,12px"))


def learning_curve(
    runs: Trajectory | Sequence[Trajectory],
    theme: str = "light",
    *,
    names: Sequence[str] = (),
    log: bool = False,
) -> go.Figure:
    """The cost (its data term) at every snapshot; finer and dotted, on the test points where there are some.

    Args:
        runs: one run or several.
        theme: ``"light"`` or ``"dark"``.
        names: of the runs, for the legend; () for "run 1" and so on.
        log: whether the cost's axis is logarithmic.

    Raises:
        ValueError: if there are names, but not one for each run.
    """
    every = [runs] if isinstance(runs, Trajectory) else list(runs)
    colours = PALETTE[theme]
    order = [colours[name] for name in ("positive", "negative", "ink", "muted")]
    said = names or [f"run {place}" for place in range(1, len(every) + 1)]
    figure = go.Figure()
    for place, (run, name) in enumerate(zip(every, said, strict=True)):
        solid, dotted = _DASHES[place % len(_DASHES)]
        for label, costs, dash, width in (
            ("train", run.train_loss, solid, 2.5),
            ("test", run.test_loss, dotted, 1.5),
        ):
            if np.isnan(costs).all():
                continue
            figure.add_scatter(
                x=run.epochs,
                y=costs,
                mode="lines",
                line={"color": order[place % len(order)], "width": width, "dash": dash},
                name=label if len(every) == 1 else f"{name}, {label}",
                hovertemplate="epoch %{x:,}<br>J = %{y:.4f}",
            )
    figure.update_layout(
        template=go.layout.Template(template(theme)),
        height=_HEIGHT,
        margin={"l": 56, "r": 8, "t": 8, "b": 44},
        xaxis={"title": {"text": "epoch"}, "zeroline": False},
        yaxis={"title": {"text": "cost J"}, "type": "log" if log else "linear"},
    )
    return figure
