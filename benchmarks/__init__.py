"""Speed, memory and scale, one command each."""
