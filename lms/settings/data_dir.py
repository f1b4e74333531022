"""The data folder of an embedded installation: database, media, packages, key."""

import os
import secrets
from pathlib import Path


def prepare_data_dir(path: Path) -> Path:
    """Return `path` made absolute, after creating it and the folders that settings name.

    It is closed to other accounts of the machine, such as the one that checks packages.
    """
    data_dir = Path(path).resolve()
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in ("media", "packages", "tmp"):
        (data_dir / name).mkdir(parents=True, exist_ok=True)
    return data_dir


def secret_key(data_dir: Path) -> str:
    """Return the installation's signing key, made at the first start and readable by its owner only."""
    key_file = data_dir / "secret_key"
    try:
        handle = os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return key_file.read_text()
    with os.fdopen(handle, "w") as stream:
        stream.write(secrets.token_urlsafe(50))
    return key_file.read_text()
