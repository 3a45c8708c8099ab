"""A window for the screens of this room."""

from tests.windows import frame  # noqa: F401  a fixture for the files beside
