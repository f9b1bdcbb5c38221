"""The server round the pages: what it prepares before the first visitor, its headers and metrics."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from starlette.middleware import Middleware
from streamlit.runtime import get_instance

from shallownet.ui.headers import SecurityHeaders
from shallownet.ui.kept_assets import KeptAssets
from shallownet.ui.limits import LIMITS
from shallownet.ui.metrics import Metrics, log_load, write_logs
from shallownet.ui.pace import Pace
from shallownet.ui.process import give_back_memory, prepare
from shallownet.ui.trainer import TRAINER
from shallownet.ui.whole_page import WholePageFirst

ANCESTORS = "SHALLOWNET_FRAME_ANCESTORS"
"""The environment variable with the origins, apart by spaces, whose pages may show this app in a frame."""

# A page of the same origin, and Community Cloud, which shows every app in a frame.
_USUAL_ANCESTORS = "'self' https://*.streamlit.app https://*.streamlit.io"
_LOG_SECONDS = 60.0
_TIDY_SECONDS = 10.0

MIDDLEWARE = [
    Middleware(SecurityHeaders, ancestors=os.environ.get(ANCESTORS) or _USUAL_ANCESTORS),
    Middleware(KeptAssets),
    Middleware(Pace, most=LIMITS.max_messages),
    Middleware(WholePageFirst),
]


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """What is done while the server is up."""
    write_logs()
    prepare()
    if LIMITS.trainers:
        TRAINER.start()
    runtime = get_instance()
    runtime.stats_mgr.register_provider(Metrics(runtime))
    chores = [
        asyncio.create_task(_every(_LOG_SECONDS, lambda: log_load(runtime))),
        asyncio.create_task(_every(_TIDY_SECONDS, give_back_memory)),
    ]
    try:
        yield
    finally:
        for chore in chores:
            chore.cancel()
        TRAINER.stop()


async def _every(seconds: float, do: Callable[[], object]) -> None:
    while True:
        await asyncio.sleep(seconds)
        await asyncio.to_thread(do)
