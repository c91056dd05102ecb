#!/usr/bin/env python
"""Django's command line for the provident fund portal."""

import os
import sys


def main() -> None:
    """Run one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fundcenter.settings")
    from django.core.management import execute_from_command_line

    from fundcenter.servers import CannotStart

    try:
        execute_from_command_line(sys.argv)
    except CannotStart as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
