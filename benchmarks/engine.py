"""The engine against scikit-learn, the course's plain code and the one thing it cannot do without: the tanh.

All run the published experiment (flower, 400 points, 4 tanh units, full batch) with one BLAS thread. The runs
are interleaved and a ratio is taken within each round, so that a machine that speeds up or slows down moves
both sides.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from statistics import median

import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

from benchmarks.table import Row
from shallownet import Experiment, Recipe, train
from shallownet.core.datasets import generate
from shallownet.core.engine import Lockstep
from shallownet.core.landscape import POINTS, cost_on
from shallownet.core.plane import Plane, random_plane

Array = NDArray[np.float64]

ROUNDS = 7
EPOCHS = 1_000
NETWORKS = 100
LOCKSTEP_EPOCHS = 1_000
EXPERIMENT = Experiment()


def measure() -> list[Row]:
    """Return the engine's rows of the table; takes about ten seconds."""
    points = generate(EXPERIMENT).train
    trained = train(EXPERIMENT, epochs=EPOCHS, record=[EPOCHS]).parameters[-1]
    Z1 = trained.W1 @ points.X + trained.b1
    plane = random_plane(trained, seed=0)
    surface = f"cost surface of {POINTS} × {POINTS} networks"
    one, watched, many, tanh = (
        "engine, 1 network",
        "engine, 1 network, with every epoch's cost",
        f"engine, {NETWORKS} networks in lockstep",
        "tanh of the hidden layer alone",
    )
    plain, library = "the course's NumPy code", "scikit-learn's MLPClassifier"
    contenders: dict[str, Callable[[], float]] = {
        tanh: lambda: tanh_alone(Z1),
        one: lambda: engine(1, EPOCHS),
        watched: lambda: engine(1, EPOCHS, seconds=np.inf),
        many: lambda: engine(NETWORKS, LOCKSTEP_EPOCHS),
        plain: lambda: course(points.X, points.Y),
        library: lambda: scikit_learn(points.X, points.Y),
        surface: lambda: cost_surface(plane),
    }
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    with threadpool_limits(1):
        for run in contenders.values():
            run()  # warm-up: imports, caches, the processor's clock
        for _ in range(ROUNDS):
            for name, run in contenders.items():
                seconds[name].append(run())

    def ratio(above: str, below: str) -> float:
        return median(a / b for a, b in zip(seconds[above], seconds[below], strict=True))

    times = [
        Row(f"{name}: a network's {'cost' if name == surface else 'epoch'}", 1e6 * median(taken), "µs")
        for name, taken in seconds.items()
    ]
    return [
        *times,
        # Both of them compute every epoch's cost, so that is the same work.
        Row("1 network, against scikit-learn", ratio(library, watched), "× faster", 4.5, True),
        Row("1 network, against the course's NumPy code", ratio(plain, watched), "× faster", 1.8, True),
        Row("1 network, against its tanh alone", ratio(one, tanh), "× the time", 6.0),
        Row("… with every epoch's cost", ratio(watched, tanh), "× the time"),
        Row(
            f"{NETWORKS} networks in lockstep, per network, against scikit-learn",
            ratio(library, many),
            "× faster",
            10.0,
            True,
        ),
        Row(
            f"{NETWORKS} networks in lockstep, per network, against the tanh alone",
            ratio(many, tanh),
            "× the time",
            2.5,
        ),
        Row(surface, median(seconds[surface]) * POINTS**2, "s"),
        Row("cost surface, per network, against the tanh alone", ratio(surface, tanh), "× the time", 2.5),
    ]


def engine(networks: int, epochs: int, seconds: float | None = None) -> float:
    """Return the engine's seconds per network and epoch.

    Costs are computed where the last snapshot needs them, or with a time budget at every epoch.
    """
    lockstep = Lockstep([Recipe(EXPERIMENT)] * networks)
    started = time.perf_counter()
    lockstep.advance(epochs, seconds)
    return (time.perf_counter() - started) / (epochs * networks)


def cost_surface(plane: Plane) -> float:
    """Return the seconds that one network's cost takes among those of a surface."""
    along = np.linspace(-1.0, 1.0, POINTS)
    started = time.perf_counter()
    cost_on(EXPERIMENT, plane, along, along)
    return (time.perf_counter() - started) / POINTS**2


def tanh_alone(Z1: Array) -> float:
    """Return the seconds that the hidden layer's tanh takes, in place of a whole epoch."""
    A1 = np.empty_like(Z1)
    started = time.perf_counter()
    for _ in range(EPOCHS):
        np.tanh(Z1, A1)
    return (time.perf_counter() - started) / EPOCHS


def scikit_learn(X: Array, Y: Array) -> float:
    """Return scikit-learn's seconds per epoch at the same work: plain gradient descent on the full batch."""
    classifier = MLPClassifier(
        (EXPERIMENT.hidden_units,),
        activation="tanh",
        solver="sgd",
        alpha=0.0,
        batch_size=X.shape[1],
        learning_rate_init=EXPERIMENT.learning_rate,
        momentum=0.0,
        shuffle=False,
        max_iter=EPOCHS,
        tol=0.0,
        n_iter_no_change=10 * EPOCHS,
        random_state=EXPERIMENT.seed,
    )
    examples, classes = np.ascontiguousarray(X.T), Y[0].astype(int)
    started = time.perf_counter()
    with warnings.catch_warnings():
        # It stops after EPOCHS because it is told to.
        warnings.simplefilter("ignore", ConvergenceWarning)
        classifier.fit(examples, classes)
    return (time.perf_counter() - started) / EPOCHS


def course(X: Array, Y: Array) -> float:
    """Return the seconds per epoch of the course's code, as a learner writes it down."""
    random = np.random.RandomState(EXPERIMENT.seed)
    n_h, m, rate = EXPERIMENT.hidden_units, X.shape[1], EXPERIMENT.learning_rate
    W1, b1 = 0.01 * random.randn(n_h, X.shape[0]), np.zeros((n_h, 1))
    W2, b2 = 0.01 * random.randn(1, n_h), np.zeros((1, 1))
    costs = []
    started = time.perf_counter()
    for _ in range(EPOCHS):
        Z1 = np.dot(W1, X) + b1
        A1 = np.tanh(Z1)
        Z2 = np.dot(W2, A1) + b2
        A2 = 1 / (1 + np.exp(-Z2))
        log_likelihood = np.multiply(np.log(A2), Y) + np.multiply(np.log(1 - A2), 1 - Y)
        costs.append(-np.sum(log_likelihood) / m)
        dZ2 = A2 - Y
        dW2 = np.dot(dZ2, A1.T) / m
        db2 = np.sum(dZ2, axis=1, keepdims=True) / m
        dZ1 = np.dot(W2.T, dZ2) * (1 - np.power(A1, 2))
        dW1 = np.dot(dZ1, X.T) / m
        db1 = np.sum(dZ1, axis=1, keepdims=True) / m
        W1, b1 = W1 - rate * dW1, b1 - rate * db1
        W2, b2 = W2 - rate * dW2, b2 - rate * db2
    return (time.perf_counter() - started) / EPOCHS
