"""The interview window: one page of questions at a time, its fields, outline and review."""
