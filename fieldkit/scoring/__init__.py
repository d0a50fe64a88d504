"""Judges indicator values by a ruleset: pure, three-valued, explained; knows no form or store."""
