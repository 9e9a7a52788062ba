"""`python -m chartrans`, the same program as `chartrans`."""

from chartrans.cli.group import main

if __name__ == "__main__":
    main(prog_name="chartrans")
