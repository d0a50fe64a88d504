"""What kind a file is, and its picture or sound without what it says about where, when and who."""
