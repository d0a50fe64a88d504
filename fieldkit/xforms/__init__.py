"""What a form says: read, checked and compiled once; immutable, and without answers."""
