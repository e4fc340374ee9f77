"""The measurement of a dirty sheet: the check says what the import does, and nothing is left."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local.places import ROOT

ROWS = 1200


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_small_dirty_sheet_goes_through_and_leaves_nothing(tmp_path: Path) -> None:
    folder, result = tmp_path / "bench", tmp_path / "bench.json"

    done = subprocess.run(
        [
            *(sys.executable, "-m", "tools.bench.clinic", "--rows", str(ROWS)),
            *("--folder", str(folder), "--result", str(result)),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(result.read_text())
    assert told["checked"]["verdicts"] == told["imported"]["verdicts"]
    assert sum(told["imported"]["verdicts"].values()) == ROWS
    assert set(told["again"]["verdicts"]) == {"unchanged", "duplicate", "quarantined"}
    assert told["peak_mb"] > 0
    assert not folder.exists()
