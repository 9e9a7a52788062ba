"""Experiments: what the theory says of sequence models, measured here and drawn.

Each file named in `experiments` is one of them: sizes, and a function from a size to a `Result`.
"""
