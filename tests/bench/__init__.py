"""How fast the project is here: `make bench`, `python -m tests.bench`. For Linux and macOS."""
