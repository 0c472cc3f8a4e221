"""Make the frozen reference values again: ``python -m tests.reference.freeze [NAME ...]`` (needs R)."""

from __future__ import annotations

import json
import sys

from tests.reference.live import HERE, run, scripts


def main(names: list[str]) -> None:
    for name in names or scripts():
        print(f"{name} ...", flush=True)
        text = json.dumps(run(name), indent=1, sort_keys=False)
        (HERE / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
