"""With which seed the torture attacks and how long: `make torture SEED=17 TIMES=10`."""

from __future__ import annotations

import os

SEED = int(os.environ.get("SEED") or 1)
"""Where all random choices start; `make torture` draws one and prints it."""

TIMES = int(os.environ.get("TIMES") or 1)
"""How many times the usual measure: 1 takes some minutes, 20 a night."""
