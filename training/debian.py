"""Debian's source packages, through apt: its index, already on this machine, and `apt-get source`."""
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

LARGEST_ORIGINAL = 12_000_000


@dataclass(frozen=True)
class SourcePackage:
    """A source package as the index has it. @param maintainers with their addresses"""

    name: str
    version: str
    homepage: str
    maintainers: str


def source_packages() -> dict[str, SourcePackage]:
    """@returns of each name the latest that is kept as an original with patches and is not large; needs `deb-src` in apt's sources"""
    named = ["apt-get", "indextargets", "--format", "$(FILENAME)", "Created-By: Sources"]
    indexes = subprocess.run(named, check=True, capture_output=True, text=True).stdout.split()
    packages: dict[str, SourcePackage] = {}
    for index in indexes:
        text = subprocess.run(["/usr/lib/apt/apt-helper", "cat-file", index], check=True, capture_output=True, text=True).stdout
        packages |= {package.name: package for paragraph in text.split("\n\n") if (package := _package(paragraph))}
    return packages


def unpacked(package: SourcePackage, downloads: Path, folder: Path) -> Path:
    """
    @param downloads where files of packages are kept, so that they are asked for once
    @returns the tree in `folder`, all patches applied
    @throws OSError or subprocess.SubprocessError where the package is not to be had or does not unpack
    """
    kept = downloads / package.name
    if not (kept / "complete").exists():
        kept.mkdir(parents=True, exist_ok=True)
        asked = ["apt-get", "source", "--download-only", "--quiet=2", f"{package.name}={package.version}"]
        subprocess.run(asked, cwd=kept, check=True, capture_output=True, timeout=300)
        (kept / "complete").touch()
    description = next(kept.glob("*.dsc"))
    subprocess.run(["dpkg-source", "--no-check", "-x", str(description), str(folder / "tree")], check=True, capture_output=True, timeout=300)
    return folder / "tree"


def _package(paragraph: str) -> SourcePackage | None:
    fields = dict(re.findall(r"^([A-Z][\w-]*): (.*)$", paragraph, re.M))
    size = sum(int(size) for size, file in re.findall(r"^ [0-9a-f]{32} (\d+) (\S+)$", paragraph, re.M) if ".orig" in file)
    if fields.get("Format") != "3.0 (quilt)" or size > LARGEST_ORIGINAL:
        return None
    people = fields.get("Maintainer", "") + ", " + fields.get("Uploaders", "")
    return SourcePackage(fields["Package"], fields["Version"], fields.get("Homepage", ""), people)
