"""The encrypted append-only store: the only package that speaks SQL; knows rows, not forms.

One connection, one thread: a store is used only in the thread that opened it. Every function
raises `Known` or `Bug` and nothing else.
"""
