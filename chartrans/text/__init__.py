"""Characters and their ids: alphabet, normalisation, the timeline, batches."""
