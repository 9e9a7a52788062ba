"""From a net's steps to lines of text: greedy, beam search, the translator."""
