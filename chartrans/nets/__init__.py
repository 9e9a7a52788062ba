"""Nets: parameters, loss and gradients composed from `core`, decoding steps, the model file."""
