"""`python -m sync.gateway` is the `warehouse` command."""

import sys

from sync.gateway.cli import main

sys.exit(main())
