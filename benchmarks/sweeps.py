"""A sweep against the same sweep with scikit-learn's MLP through joblib; the page's first result; memory."""

from __future__ import annotations

import subprocess
import sys
import time
import warnings
from collections.abc import Iterator

import joblib
from playwright.sync_api import sync_playwright
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from benchmarks.table import Row
from shallownet import Experiment, sweep
from shallownet.core.datasets import generate
from shallownet.texts.lessons import words_of
from tools import chromium
from tools.server import streamlit_server

WIDTHS = (1, 2, 3, 4, 5, 20, 50)
SEEDS = range(20)
EPOCHS = 5000
RUNS = 10_000
_MEMORY = """
import resource
from shallownet import Experiment, sweep
most = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
base = Experiment(samples=20, hidden_units=1)
sweep(base, 1, n_jobs=1, seed=range(1000))
before = most()
sweep(base, 1, n_jobs=1, seed=range({runs}))
print(most() - before)
"""


def measure() -> Iterator[Row]:
    """Everything about sweeps."""
    # Both find their processes started, and what they import.
    _ours(1, 10)
    _theirs(1, 10)
    ours, theirs = 0.0, 0.0
    for width in WIDTHS:
        mine, other = _ours(width, EPOCHS), _theirs(width, EPOCHS)
        ours, theirs = ours + mine, theirs + other
        yield Row(f"{width} hidden units, {len(SEEDS)} seeds, {EPOCHS} epochs: shallownet", mine, "s")
        yield Row("    the same with MLPClassifier, all cores too", other, "s")
        yield Row("    times faster", other / mine, "×")
    yield Row("all widths, one after the other: shallownet", ours, "s")
    yield Row("    the same with MLPClassifier", theirs, "s")
    yield Row("    times faster", theirs / ours, "×", 4.0, more_is_better=True)
    began = time.perf_counter()
    sweep(Experiment(), EPOCHS, hidden_units=WIDTHS, seed=SEEDS)
    yield Row("all widths in one call: shallownet", time.perf_counter() - began, "s")
    told = subprocess.run(
        [sys.executable, "-c", _MEMORY.format(runs=RUNS)], capture_output=True, text=True, check=True
    )
    yield Row(
        f"memory of a sweep of {RUNS} runs, beyond that of 1000", int(told.stdout) / RUNS, "kB a run", 1
    )
    yield from _page()


def _ours(width: int, epochs: int) -> float:
    began = time.perf_counter()
    sweep(Experiment(), epochs, hidden_units=[width], seed=SEEDS)
    return time.perf_counter() - began


def _theirs(width: int, epochs: int) -> float:
    X, Y = generate(Experiment()).train
    began = time.perf_counter()
    jobs = (joblib.delayed(_fit)(X.T, Y[0], width, seed, epochs) for seed in SEEDS)
    joblib.Parallel(n_jobs=-1)(jobs)
    return time.perf_counter() - began


def _fit(X: object, y: object, width: int, seed: int, epochs: int) -> float:
    """Full-batch gradient descent and nothing else, as shallownet does it."""
    model = MLPClassifier(
        (width,),
        activation="tanh",
        solver="sgd",
        alpha=0.0,
        batch_size=400,
        learning_rate_init=1.2,
        momentum=0.0,
        shuffle=False,
        max_iter=epochs,
        tol=0.0,
        n_iter_no_change=epochs,
        random_state=seed,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(X, y)
    assert model.n_iter_ == epochs
    return float(model.score(X, y))


def _page() -> Iterator[Row]:
    """How soon the page shows a first result after a click."""
    words = words_of("hidden_units.md").scenes
    with streamlit_server() as server, sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        for scene, button, result in (
            ("course", words["course"].say("train"), ".widths a"),
            ("sweep", words["sweep"].say("start"), ".heat td.known"),
        ):
            page = browser.new_page(viewport={"width": 1400, "height": 900})
            page.goto(f"{server.url}/hidden_units")
            begin = page.get_by_role("button", name=button, exact=True)
            begin.wait_for()
            page.wait_for_timeout(2000)
            begin.scroll_into_view_if_needed()
            # In the page's own time, from the press on.
            waited = page.evaluate(
                """([name, result]) => new Promise(done => {
                    const buttons = [...document.querySelectorAll("button")];
                    const button = buttons.find(one => one.innerText === name);
                    const began = performance.now();
                    new MutationObserver(() => {
                        if (document.querySelector(result)) done((performance.now() - began) / 1000);
                    }).observe(document.body, {childList: true, subtree: true});
                    button.click();
                })""",
                [button, result],
            )
            yield Row(f"the page's first result: {scene}", waited, "s", 1.0)
            page.close()
        browser.close()
