"""Slow, obvious float64 NumPy definitions of the nets, to compare the fast ones with.

Nothing here imports chartrans. Everything works on one line at a time, without padding, so there
is no mask to get wrong; the loss of a batch is the sum over its lines. Every module has a forward
and a hand-written backward function, and the tests beside them check the backward ones by central
differences and the nets against numbers stored from PyTorch (`golden.npz`).

Letters used for sizes: T ticks, K inputs of a layer, H hidden units, E embedding, V alphabet,
M source ticks, N target ticks.
"""
