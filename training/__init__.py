"""How the shipped model was made: data to weights to figures, one command for each step."""
