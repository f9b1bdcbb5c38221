"""The numerical core: NumPy (and scikit-learn for data). It knows no screen."""
