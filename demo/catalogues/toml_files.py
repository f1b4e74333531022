"""The TOML files of the demo content."""

import tomllib
from pathlib import Path
from typing import Any

#: what the demo region consists of beside modules and seminars
REGION = Path(__file__).parents[1] / "region"


def read_toml(path: Path) -> dict[str, Any]:
    """Return the content of a TOML file."""
    return tomllib.loads(path.read_text(encoding="utf-8"))
