"""Put the front-end files and the compiled translations into a wheel."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent))

from linli.cli import frontend


class CustomBuildHook(BuildHookInterface[Any]):
    """Fetches what ``./run`` fetches, by the same lock."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Bring the files before hatchling packs them."""
        from linli.cli import words

        root = Path(self.root)
        words.compile_all()
        npm = frontend.npm_on_path() or ["npm"]
        if not frontend.is_current(root) and not frontend.bring(root, npm=npm):
            raise RuntimeError("the map library could not be fetched; npm is needed for a wheel")

    def dependencies(self) -> list[str]:
        """Return what the hook itself needs."""
        return ["babel>=2.16"]
