"""How fast the engine trains and the stage draws, each measured against a yardstick in the same run."""
