"""The command line: one module a subcommand, which parses, calls the library and presents.

The only package that prints. Results go to stdout, everything else to stderr.
"""
