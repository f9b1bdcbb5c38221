"""``python -m benchmarks.load SCENARIO``; see ``command``."""

from benchmarks.load.command import main

if __name__ == "__main__":
    main()
