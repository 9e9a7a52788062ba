"""The tests of chartrans; the folders mirror the package."""
