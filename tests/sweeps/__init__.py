"""Tests of sweeps: each run against the same run alone."""
