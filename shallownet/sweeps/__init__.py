"""Many runs at once: a plan, its tasks, and what becomes of each run."""
