"""What can go wrong in a way the user can mend, each with the exit code it leads to."""


class ChartransError(Exception):
    """One sentence without its full stop: what is wrong, where, and what to do.

    So it can stand inside another sentence; whoever prints it, as the command line does, ends it.
    """

    exit_code = 1


class UsageProblem(ChartransError):
    """An option or argument has a value that makes no sense."""

    exit_code = 2


class DataError(ChartransError):
    """Pairs or lines that cannot be used."""

    exit_code = 4


class ModelError(ChartransError):
    """A model file that is missing, truncated, foreign or too new."""

    exit_code = 4


class StoppedEarly(ChartransError):
    """Training ended before its time, with everything saved for `--resume`."""

    exit_code = 5
