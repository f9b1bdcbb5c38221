"""The canvas in the browser: its ES modules, and the bytes that feed them."""
