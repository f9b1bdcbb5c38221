"""A visitor's table: from bytes or pasted text to points on the plane, and back to a file."""
