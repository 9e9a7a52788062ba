"""How good translations are: strings and numbers in, scores out. Knows no models and no files."""
