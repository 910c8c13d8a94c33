"""Reads the settings as a process would, and prints in a line or two what is wrong with them."""

import importlib
import os
import sys

from django.core.exceptions import ImproperlyConfigured


def main() -> None:
    try:
        importlib.import_module(os.environ["DJANGO_SETTINGS_MODULE"])
    except (ImproperlyConfigured, ImportError, ValueError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
