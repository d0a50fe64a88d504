"""Interviews as tables: workbooks that carry exact revisions, and reading them back safely."""
