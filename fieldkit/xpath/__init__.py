"""ODK XPath over a small node protocol; knows nothing of forms, answers or files."""
