#!/usr/bin/env python
"""The command line of Listen Large."""

import sys

from config.command_line import main

if __name__ == "__main__":
    main(sys.argv)
