"""``python -m linli``: the command of the house."""

import sys

from linli.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
