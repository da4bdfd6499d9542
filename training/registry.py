"""Asks the registry that npm is set up with, by npm, for packages of known names."""
import json
import subprocess
from pathlib import Path
from typing import Any

from sources import Tree, tree_of

# Seconds that npm may take for one answer.
PATIENCE = 300


def download(name: str, versions: list[str], folder: Path) -> dict[str, Tree]:
    """
    @param folder for archives, removed once they are read, and for npm's cache
    @returns the sources of each version
    @raise CalledProcessError where npm fails
    """
    found = _npm(folder, "pack", "--ignore-scripts", *(f"{name}@{version}" for version in versions))
    trees: dict[str, Tree] = {}
    for version, archive in zip(versions, found):
        file = folder / archive["filename"].removeprefix("@").replace("/", "-")
        trees[version] = tree_of(file)
        file.unlink()
    return trees


def versions_of(name: str, folder: Path) -> list[str]:
    """@returns the versions that are published"""
    found = _npm(folder, "view", name, "versions")
    return [found] if isinstance(found, str) else list(found)


def _npm(folder: Path, *arguments: str) -> Any:
    """@returns what npm answers, as parsed JSON"""
    command = ["npm", *arguments, "--json", "--prefer-offline", "--cache", str(folder / "cache")]
    return json.loads(subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=PATIENCE).stdout)
