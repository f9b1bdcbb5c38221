"""The server round the pages: what it prepares before the first visitor, its headers and metrics."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.middleware import Middleware
from streamlit.runtime import Runtime, get_instance

from shallownet.ui.headers import SecurityHeaders
from shallownet.ui.kept_assets import KeptAssets
from shallownet.ui.limits import LIMITS
from shallownet.ui.metrics import Metrics, log_load, write_logs
from shallownet.ui.pace import Pace
from shallownet.ui.process import give_back_memory, prepare
from shallownet.ui.read_first import ReadFirst
from shallownet.ui.trainer import TRAINER
from shallownet.ui.whole_page import WholePage

ANCESTORS = "SHALLOWNET_FRAME_ANCESTORS"
"""The environment variable with the origins, apart by spaces, whose pages may show this app in a frame."""

# A page of the same origin, and Community Cloud, which shows every app in a frame.
_USUAL_ANCESTORS = "'self' https://*.streamlit.app https://*.streamlit.io"
# A file of the size that is allowed, and the form round it.
_MOST_READ = 11 * 2**20
_LOG_SECONDS = 60.0
_TIDY_SECONDS = 10.0

MIDDLEWARE = [
    Middleware(SecurityHeaders, ancestors=os.environ.get(ANCESTORS) or _USUAL_ANCESTORS),
    Middleware(KeptAssets),
    Middleware(Pace, most=LIMITS.max_messages),
    Middleware(WholePage),
    Middleware(ReadFirst, most_bytes=_MOST_READ),
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
        asyncio.create_task(_log_now_and_then(runtime)),
        asyncio.create_task(_tidy_now_and_then()),
    ]
    try:
        yield
    finally:
        for chore in chores:
            chore.cancel()
        TRAINER.stop()


async def _log_now_and_then(runtime: Runtime) -> None:
    while True:
        await asyncio.sleep(_LOG_SECONDS)
        log_load(runtime)


async def _tidy_now_and_then() -> None:
    while True:
        await asyncio.sleep(_TIDY_SECONDS)
        # Not in the loop, where everybody's messages would wait.
        await asyncio.to_thread(give_back_memory)
