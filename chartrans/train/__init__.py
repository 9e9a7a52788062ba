"""Learning: batches in, a better net out; told as a stream of events, never printed from here."""
