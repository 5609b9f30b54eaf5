"""Plugins as an installer leaves them: a module, the distribution's metadata, its list of files, an entry point."""

import os
from pathlib import Path


def install(site: Path, name: str, code: str, *, point: str | None = None, version: str = "1.0") -> None:
    """Lay a distribution ``vaultkit-NAME`` with the one module ``vaultkit_NAME`` into a folder of ``sys.path``."""
    site.mkdir(parents=True, exist_ok=True)
    module = f"vaultkit_{name}"
    (site / f"{module}.py").write_text(code, "utf-8")
    info = site / f"{module}-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: vaultkit-{name}\nVersion: {version}\n", "utf-8")
    (info / "entry_points.txt").write_text(f"[vaultkit.plugins]\n{point or name} = {module}\n", "utf-8")
    files = [f"{module}.py", *(f"{info.name}/{file}" for file in ("METADATA", "entry_points.txt", "RECORD"))]
    (info / "RECORD").write_text("".join(f"{file},,\n" for file in files), "utf-8")


def environment(*path: Path | str) -> dict[str, str]:
    """Return the variables of a process that finds modules in these folders first."""
    parts = [*map(str, path), os.environ["PYTHONPATH"]]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(parts), "PYTHONUTF8": "1"}
