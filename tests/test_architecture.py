"""The architecture that imports alone do not show: strings that cross borders, and promises every part makes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.urls import URLPattern, URLResolver, get_resolver

from tinhso.foundation.access.policy import permissions
from tinhso.kernel.deliveries.handlers import handlers
from tinhso.kernel.events import event_types
from tinhso.kernel.systems import systems
from tinhso.project.management.commands.map import write_map

pytestmark = pytest.mark.once

ROOT = settings.ROOT
FLOORS = {"kernel": 0, "contracts": 1, "foundation": 2, "government": 3, "economy": 3, "society": 3, "data": 3,
          "surfaces": 3, "project": 4}  # fmt: skip
OURS = [config for config in apps.get_app_configs() if config.name.startswith("tinhso.")]
LABELS = {config.label: config.name for config in OURS}


def floor(name: str) -> int:
    return FLOORS[name.split(".")[1]]


def may_lean(one: str, other: str) -> bool:
    """Down always; sideways only within the foundation or the kernel; never between systems."""
    return one == other or floor(other) < floor(one) or (floor(one) == floor(other) and floor(one) in (0, 2))


def sources() -> Iterator[tuple[Path, str]]:
    """Every Python file of the house but its tests and migrations, with its app's name."""
    for config in OURS:
        folder = Path(config.path)
        for path in sorted(folder.rglob("*.py")):
            parts = path.relative_to(folder).parts
            if "tests" not in parts and "migrations" not in parts:
                yield path, config.name


def test_foreign_keys_point_down_or_stay_at_home() -> None:
    wrong = []
    for config in OURS:
        for model in config.get_models():
            for column in model._meta.get_fields():
                if isinstance(column, models.ForeignKey):
                    target = column.remote_field.model._meta
                    other = LABELS.get(target.app_label)
                    if other and not may_lean(config.name, other):
                        wrong.append(f"{model._meta.label}.{column.name} → {target.label}")
    assert not wrong


def test_migrations_depend_down_or_at_home() -> None:
    graph = MigrationLoader(None, ignore_no_migrations=True).graph
    wrong = [
        f"{child} → {parent}"
        for child, node in graph.node_map.items()
        for parent in (one.key for one in node.parents)
        if child[0] in LABELS and parent[0] in LABELS and not may_lean(LABELS[child[0]], LABELS[parent[0]])
    ]
    assert not wrong


_URL = re.compile(r"\{%\s*url\s+[\"']([a-z_]+):")
_INCLUDE = re.compile(r"\{%\s*(?:include|extends)\s+[\"']([a-z_]+)/")


def test_templates_reach_only_into_their_own_app_and_the_foundation() -> None:
    namespaces = {str(label) for label in LABELS}
    wrong = []
    for config in OURS:
        for path in sorted(Path(config.path).rglob("templates/**/*")):
            if path.suffix not in {".html", ".txt"}:
                continue
            text = path.read_text(encoding="utf-8")
            for label in _URL.findall(text) + _INCLUDE.findall(text):
                if label in namespaces and not may_lean(config.name, LABELS[label]):
                    wrong.append(f"{path.relative_to(ROOT)} → {label}")
    assert not wrong


def test_every_event_listened_to_is_told_by_somebody() -> None:
    told = _names_used_in_calls()
    heard = {handler.event for handler in handlers if handler.event not in ("", "*")}
    known = event_types()
    assert heard <= set(known)
    silent = [name for name in heard if known[name].__name__ not in told]
    assert not silent


def test_every_contract_event_is_told_by_somebody() -> None:
    told = _names_used_in_calls()
    contract = [kind for kind in event_types().values() if kind.__module__.startswith("tinhso.contracts.")]
    assert contract
    assert not [kind.__name__ for kind in contract if kind.__name__ not in told]


def test_every_permission_asked_for_is_declared() -> None:
    asked = set()
    for path, _ in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _called(node) in _ASKING:
                asked |= _permission_names(node, path)
    assert asked
    assert not {name for name in asked if name not in permissions}


_ASKING = {"require", "allows", "agencies_within", "persons_within", "may_somewhere"}


def test_every_public_view_is_listed() -> None:
    public = sorted(name for name, view in _views() if not getattr(view, "login_required", True))
    listed = (ROOT / "tests" / "public_views.txt").read_text(encoding="utf-8").split()
    assert public == sorted(listed), "review the change, then write the list anew: tests/public_views.txt"


def test_every_action_that_writes_records_what_it_did() -> None:
    """A public action that writes reaches `record`: itself, through a neighbour, or through another's action."""
    by_app = {config.label: _actions_of(config) for config in OURS if floor(config.name) >= 2}
    recording, before = set(_RECORDING), 0
    while len(recording) > before:
        before = len(recording)
        for functions in by_app.values():
            recording |= {name for name in functions if _records(name, functions, recording, set())}
    silent = [
        f"{label}.{name}"
        for label, functions in by_app.items()
        for name, node in functions.items()
        if not name.startswith("_") and _writes(node) and not _records(name, functions, recording, set())
    ]
    assert set(silent) == set(UNRECORDED)


_DRAFTING = "one's own draft is not yet an act towards the province"
_INNER = "a step inside an act that its caller records"
_INDEX = "an index says nothing new"
UNRECORDED = {
    "documents.keep_arrival": _INNER,
    "documents.mailboxes_due": "it says which are to be asked, and each document that comes is recorded",
    "documents.note_read": "what a machine reads off a scan is only a suggestion",
    "axis.begin_try": "a try is no act yet: what comes of it is recorded",
    "axis.note_offered": "the axis offers again what is kept, and nothing is new",
    "dossiers.erase_expired": "it finds them, and each records its own erasure",
    "dossiers.resume_ended": "it finds them, and each records that it goes on",
    "dossiers.take_silences": "it finds them, and each records the silence",
    "dossiers.recount_all": "it finds them, and each records its own recount",
    "dossiers.count_again": _INNER,
    "dossiers.warn_due_soon": "it finds them, and each records its own warning",
    "dossiers.find_late_steps": "it finds them, and each records who is told of it",
    "dossiers.detach": _DRAFTING,
    "dossiers.detach_from_item": _DRAFTING,
    "dossiers.save_answers": _DRAFTING,
    "documents.hold": "who writes a draft at this moment is no act: it runs out by itself",
    "documents.release": _INNER,
    "files.keep": _INNER,
    "workflow.assign": _INNER,
    "workflow.close_all": _INNER,
    "workflow.count_again": _INNER,
    "workflow.note_escalated": _INNER,
    "workflow.note_told": _INNER,
    "workflow.take": _INNER,
    "portalsync.note_asked": "what the portal says is no act of ours, and what follows is told and recorded",
    "portalsync.stand": "it follows from an act of the ledger, and changes what is known of it only here",
    "tasks.find_due": "it finds them, and each records who is told of it",
    "directing.find_weeks": "it finds them, and each records who is told of its week",
    "search.compare": _INDEX,
    "search.hold": _INDEX,
    "search.index": _INDEX,
    "search.rebuild": _INDEX,
    "search.release": _INDEX,
    "search.remove": _INDEX,
}
"""Actions that write and record nothing, each with its reason."""


def test_every_part_introduces_itself() -> None:
    assert {config.label for config in OURS if floor(config.name) in (2, 3)} == {one.name for one in systems}


def test_the_directory_map_is_the_manifests() -> None:
    assert (ROOT / "docs" / "reference" / "map.md").read_text(encoding="utf-8").strip() == write_map().strip()


@pytest.mark.parametrize("config", OURS, ids=lambda config: config.label)
def test_labels_are_last_folder_names(config: Any) -> None:
    assert config.label == config.name.rpartition(".")[2]


def test_no_file_has_a_name_that_says_nothing() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "misc", "base", "manager"}
    assert not [str(path.relative_to(ROOT)) for path, _ in sources() if path.stem in vague]


def _views() -> Iterator[tuple[str, Any]]:
    def walk(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, Any]]:
        for pattern in resolver.url_patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern, route)
            elif isinstance(pattern, URLPattern):
                yield "/" + route.replace("^", "").replace("$", ""), pattern.callback

    yield from walk(get_resolver(), "")


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Name):
        return node.func.id
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def _names_used_in_calls() -> set[str]:
    return {
        _called(node)
        for path, _ in sources()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    }


def _permission_names(node: ast.Call, path: Path) -> set[str]:
    """Constants among the arguments, and module constants they name."""
    constants: dict[str, str] = {}
    for statement in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.Assign):
            for target, value in _pairs(statement):
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    constants[target] = value.value
    found = set()
    for argument in node.args[1:2]:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            found.add(argument.value)
        elif isinstance(argument, ast.Name) and argument.id in constants:
            found.add(constants[argument.id])
    return found


def _pairs(statement: ast.Assign) -> Iterator[tuple[str, ast.expr]]:
    for target in statement.targets:
        if isinstance(target, ast.Name):
            yield target.id, statement.value
        elif isinstance(target, ast.Tuple) and isinstance(statement.value, ast.Tuple):
            for one, value in zip(target.elts, statement.value.elts, strict=False):
                if isinstance(one, ast.Name):
                    yield one.id, value


def _writes(node: ast.FunctionDef) -> bool:
    return any(
        isinstance(call, ast.Call)
        and _called(call) in {"atomic", "save", "create", "bulk_create", "delete", "update"}
        for call in ast.walk(node)
    )


_RECORDING = {"record", "record_each", "record_read"}


def _actions_of(config: Any) -> dict[str, ast.FunctionDef]:
    """Its actions by name, each with `imported`: what its module has from other modules."""
    folder = Path(config.path)
    found = {}
    for path in [folder / "actions.py", *sorted((folder / "actions").glob("*.py"))]:
        body = ast.parse(path.read_text(encoding="utf-8")).body if path.exists() else []
        imported = {
            name.asname or name.name: f"{one.module}.{name.name}"
            for one in body
            if isinstance(one, ast.ImportFrom)
            for name in one.names
        }
        for node in body:
            if isinstance(node, ast.FunctionDef):
                found[node.name] = node
                vars(node)["imported"] = imported
    return found


def _records(name: str, functions: dict[str, ast.FunctionDef], recording: set[str], seen: set[str]) -> bool:
    if name in seen or name not in functions:
        return False
    seen.add(name)
    imported = vars(functions[name])["imported"]
    for call in ast.walk(functions[name]):
        if isinstance(call, ast.Call):
            owner = _owner(call, imported)
            name = owner.rpartition(".")[2] if owner and isinstance(call.func, ast.Name) else _called(call)
            if owner is None and _records(name, functions, recording, seen):
                return True
            if owner and _DOES.search(owner) and name in recording:
                return True
    return False


_DOES = re.compile(r"\.(actions|ledger)\b")


def _owner(call: ast.Call, imported: dict[str, str]) -> str | None:
    """Where the called function comes from; None for one of the same app, or a method whose owner nobody can say."""
    if isinstance(call.func, ast.Attribute):
        held = call.func.value
        return imported.get(held.id, "") if isinstance(held, ast.Name) else ""
    return imported.get(_called(call))
