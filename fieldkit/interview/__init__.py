"""One live interview: a tree of answers, what depends on them, and views of it."""
