"""Two replicas as they are deployed, and nginx before them with the deployed configuration."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from tools.nginx import Proxy, proxy
from tools.server import Server, streamlit_server

# Of the environment, and the same for all.
SHARED = {"STREAMLIT_SERVER_COOKIE_SECRET": "known to both replicas and to nobody else"}


class Deployment(NamedTuple):
    """What runs."""

    nginx: Proxy
    replicas: tuple[Server, Server]

    @property
    def ports(self) -> set[int]:
        """Where the replicas listen."""
        return {replica.port for replica in self.replicas}

    def on(self, port: int) -> Server:
        """The replica that listens there."""
        return next(replica for replica in self.replicas if replica.port == port)


@contextmanager
def deployment() -> Iterator[Deployment]:
    """Start it, until the block ends."""
    with (
        streamlit_server(environment=SHARED) as first,
        streamlit_server(environment=SHARED) as second,
        proxy((first.port, second.port)) as nginx,
    ):
        yield Deployment(nginx, (first, second))
