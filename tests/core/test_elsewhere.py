"""The same recipe on another machine: other kernels of BLAS and of NumPy sum in another order."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

from shallownet import Experiment, train

STABLE = 7000
SCRIPT = """
from shallownet import Experiment, train
known = train(Experiment(), {epochs}, record=500)
print(*(repr(float(cost)) for cost in known.train_loss))
"""
USED = [name for name in __cpu_dispatch__ if __cpu_features__[name]]
# What an older processor would do.
MACHINES = {
    "BLAS": {"OPENBLAS_CORETYPE": "Nehalem"},
    "NumPy": {"NPY_DISABLE_CPU_FEATURES": " ".join(USED)},
}


@pytest.mark.parametrize("machine", MACHINES)
def test_a_stable_run_has_six_digits_in_common(machine: str) -> None:
    here = train(Experiment(), STABLE, record=500)
    assert not here.unstable.any()
    there = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(epochs=STABLE)],
        env={**os.environ, **MACHINES[machine]},
        capture_output=True,
        text=True,
        check=True,
    )
    costs = [float(cost) for cost in there.stdout.split()]
    assert costs == pytest.approx(here.train_loss.tolist(), rel=1e-6)
    assert costs[-1] == pytest.approx(0.217504, abs=5e-7)
