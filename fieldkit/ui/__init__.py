"""The window: the only package that imports PySide6; it shows, and leaves the work to services."""
