"""Asks eark-validator about one package; run by the python of the judges' environment, with the package's path.

Prints `{"structure": [...], "schema": [...], "rules": [...]}`: the rules that an error or a warning was found against.
The validator reads four vocabularies from the web when it is loaded; it brings the same files itself, so they are read
from there.
"""

from __future__ import annotations

import json
import sys
import urllib.request
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any


def main(package: Path) -> None:
    found = find_spec("eark_validator")
    assert found is not None and found.submodule_search_locations
    words = Path(found.submodule_search_locations[0], "ipxml", "resources", "vocabs")
    vars(urllib.request)["urlopen"] = lambda address: (words / address.rpartition("/")[2]).open("rb")
    report = import_module("eark_validator.packages").PackageValidator(package).validation_report
    kept = report.metadata
    told = {
        "structure": _against(report.structure.messages),
        "schema": _against(kept.schema_results.messages) if kept else ["not looked at"],
        "rules": _against(kept.schematron_results.messages) if kept else ["not looked at"],
    }
    print(json.dumps(told))  # noqa: T201


def _against(messages: list[Any]) -> list[str]:
    return sorted({one.rule_id for one in messages if "INFORMATION" not in str(one.severity)})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
