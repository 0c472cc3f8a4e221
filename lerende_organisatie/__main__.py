"""``python -m lerende_organisatie`` is the command ``lerende-organisatie``."""

from lerende_organisatie.cli import main

if __name__ == "__main__":
    main()
