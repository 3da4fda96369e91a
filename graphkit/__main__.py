"""``python -m graphkit``: the command line without its script."""

from graphkit.cli import main

if __name__ == "__main__":
    main()
