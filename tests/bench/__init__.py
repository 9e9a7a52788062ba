"""How fast the project is on this machine: `python -m tests.bench`, or `make bench`."""
