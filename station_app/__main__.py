"""`python -m station_app` is the `station` command."""

import sys

from station_app.cli import main

sys.exit(main())
