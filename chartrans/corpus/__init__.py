"""Outside formats to pairs of lines: reading, cleaning, splitting, the prepared dataset on disk."""
