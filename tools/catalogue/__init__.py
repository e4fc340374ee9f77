"""
The published language, written down from the code: who says what, who hears it, what follows.

`python -m tools.catalogue` writes the files of `docs/messages/` and the broker's definitions;
with `--check` it only says which of them no longer tell the truth.
"""

import warnings

# eventlet says so on every import; why it is there all the same: docs/adr/0001.
warnings.filterwarnings("ignore", message="\\s*Eventlet is deprecated")
