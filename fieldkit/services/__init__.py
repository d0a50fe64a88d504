"""Use cases: verbs a person would recognise, as plain functions that take what they need."""
