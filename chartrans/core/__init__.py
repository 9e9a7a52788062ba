"""Numba kernels: arrays in, arrays out. They know no text, no files, no printing.

The legend that every file here uses for shapes:

    T  ticks of the longest line        N  rows: live (tick, line) cells, tick by tick
    B  lines of a batch                 H  hidden units (h per direction)
    V  alphabet size                    E  embedding size
    S  source ticks of one line         K  inner size of a matrix product

Rows are *packed*: the lines of a batch stand longest first, so that at tick t the lines that still
run are the first `live[t]`, and their rows are the `live[t]` from `offsets[t]` on. None is padding.
Forward and backward stand side by side; a backward kernel adds to the gradients of parameters.
"""
