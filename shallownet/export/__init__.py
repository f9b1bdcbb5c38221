"""A run taken away: pure functions from a run at an epoch to a file's text or bytes."""
