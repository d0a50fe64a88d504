"""Thin Qt models over frozen rows; they hold nothing worth saving."""
