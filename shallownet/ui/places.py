"""Places for so many visitors at a time: whoever finds them all taken is told so, and nobody else suffers."""

from __future__ import annotations

import threading

import streamlit as st
from streamlit.runtime import Runtime, exists, get_instance
from streamlit.runtime.scriptrunner import get_script_run_ctx

from shallownet.ui.gauges import VISITORS_TURNED_AWAY
from shallownet.ui.limits import LIMITS

_PLACE = "has_a_place"


class Places:
    """Who has a place, by session.

    Args:
        most: how many there are.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._taken: set[str] = set()

    def take(self, session: str, runtime: Runtime) -> bool:
        """Take a place, if there is one; places of those who have left are free again."""
        with self._lock:
            self._taken = {one for one in self._taken if runtime.is_active_session(one)}
            if len(self._taken) >= self._most:
                return False
            self._taken.add(session)
            return True

    def taken(self, runtime: Runtime) -> int:
        """How many have one."""
        with self._lock:
            return sum(map(runtime.is_active_session, self._taken))


PLACES = Places(LIMITS.max_sessions)
"""Those of this process."""


def has_place() -> bool:
    """Whether this visitor has a place, or can have one. Who has one keeps it while the session lives."""
    context = get_script_run_ctx()
    if context is None or not exists() or st.session_state.get(_PLACE):
        return True
    st.session_state[_PLACE] = PLACES.take(context.session_id, get_instance())
    if not st.session_state[_PLACE]:
        VISITORS_TURNED_AWAY.add()
    return bool(st.session_state[_PLACE])
