"""Tests of the numerical core: every one checks against something that shares no code with it."""
