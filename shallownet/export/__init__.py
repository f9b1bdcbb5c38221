"""Runs as files: each function gives a file's text or bytes."""
