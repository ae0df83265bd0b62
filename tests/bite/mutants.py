"""The guards that matter most: what is taken out, and the test that must notice."""

from __future__ import annotations

from typing import NamedTuple


class Mutant(NamedTuple):
    """One guard taken out. `old` stands exactly once in `file`."""

    name: str
    file: str
    old: str
    new: str
    test: str


DOSSIERS = "tinhso/government/dossiers"
MUTANTS = (
    Mutant(
        "permission.refuse",
        f"{DOSSIERS}/actions/receiving.py",
        "        require(actor, permission, agencies=(agency,), at=at)\n",
        "",
        f"{DOSSIERS}/tests/test_rights.py::test_only_the_receiving_counter_refuses",
    ),
    Mutant(
        "permission.deliver",
        f"{DOSSIERS}/actions/closing.py",
        "            require(actor, DELIVER, agencies=(found.counter_id,), at=at)\n",
        "            pass\n",
        f"{DOSSIERS}/tests/test_rights.py::test_only_the_counter_hands_over",
    ),
    Mutant(
        "permission.deny_by_default",
        "tinhso/foundation/access/policy.py",
        "    if allows(actor, key, agencies=agencies, persons=persons, at=at):\n        return\n",
        "    return\n",
        "tinhso/foundation/access/tests",
    ),
    Mutant(
        "scope.agency_sees_its_own",
        f"{DOSSIERS}/queries/lists.py",
        "    found = sent.filter(Q(agency__in=agencies) | Q(counter__in=agencies)) if agencies else sent.none()\n",
        "    found = sent\n",
        f"{DOSSIERS}/tests/test_rights.py::test_each_agency_sees_its_own",
    ),
    Mutant(
        "version_check",
        f"{DOSSIERS}/actions/changing.py",
        "    if version is not None and version != found.version:",
        "    if False:",
        f"{DOSSIERS}/tests/test_rights.py::test_a_second_officer_is_told_what_changed",
    ),
    Mutant(
        "phase_table",
        f"{DOSSIERS}/rules.py",
        "    if phase not in transition.sources:",
        "    if False:",
        f"{DOSSIERS}/tests/test_rights.py::test_illegal_moves_are_impossible",
    ),
    Mutant(
        "submit_once",
        f"{DOSSIERS}/actions/filing.py",
        "        if found.phase != Phase.DRAFT:\n            return found\n        envelope",
        "        found.phase = Phase.DRAFT\n        envelope",
        f"{DOSSIERS}/tests/test_rights.py::test_pressing_send_twice_files_once",
    ),
    Mutant(
        "approved_content_is_signed_content",
        f"{DOSSIERS}/actions/issuing.py",
        "        if digest != result.content_digest:",
        "        if False:",
        f"{DOSSIERS}/tests/test_rights.py::test_a_leader_approves_only_what_was_shown",
    ),
    Mutant(
        "log_before_release",
        f"{DOSSIERS}/queries/page.py",
        '    note_reading(found, actor=actor, at=at, fields=("answers", "papers", "contacts"))\n',
        "",
        f"{DOSSIERS}/tests/test_rights.py::test_looking_is_recorded_before_anything_is_shown",
    ),
    Mutant(
        "idempotency_key",
        "tinhso/kernel/once/keeping.py",
        "    if used.request != _digest(request):",
        "    if False:",
        "tinhso/kernel/once/tests/test_keeping.py",
    ),
    Mutant(
        "delivery_row",
        "tinhso/kernel/ledger/recording.py",
        "    if event is not None:\n        deliver(act, at=at)\n",
        "",
        "tinhso/kernel/deliveries/tests/test_working.py",
    ),
    Mutant(
        "act_inside_its_transaction",
        "tinhso/kernel/ledger/recording.py",
        "    if not transaction.get_connection(DEFAULT_DB_ALIAS).in_atomic_block:",
        "    if False:",
        "tinhso/kernel/ledger/tests/test_sealing_rows.py",
    ),
    Mutant(
        "leaf_covers_the_record",
        "tinhso/kernel/ledger/verifier.py",
        "    elif _fold(stack) != root:",
        "    elif False:",
        "tinhso/kernel/ledger/tests/test_tampering.py",
    ),
    Mutant(
        "checkpoint_signature",
        "tinhso/kernel/ledger/verifier.py",
        "    if len(signature) != 64 or key is None or nonce is None or scale >= _L:\n        return False\n",
        "    return True\n",
        "tinhso/kernel/ledger/tests/test_merkle.py",
    ),
    Mutant(
        "sealed_to_its_row",
        "tinhso/kernel/sealing/vault.py",
        "        return _cipher(key).decrypt(token[1 : 1 + _NONCE], token[1 + _NONCE :], row.encode())",
        '        return _cipher(key).decrypt(token[1 : 1 + _NONCE], token[1 + _NONCE :], b"")',
        "tinhso/kernel/sealing/tests/test_vault.py",
    ),
    Mutant(
        "blind_index",
        "tinhso/kernel/sealing/vault.py",
        'f"{purpose}\\0{value}".encode()',
        "value.encode()",
        "tinhso/kernel/sealing/tests/test_vault.py",
    ),
    Mutant(
        "address_at_connect_time",
        "tinhso/kernel/http.py",
        "        for address in addresses:\n            check_address(address)\n",
        "",
        "tinhso/kernel/tests/test_http.py",
    ),
    Mutant(
        "file_fsync",
        "tinhso/foundation/files/storage.py",
        "                    os.fsync(file.fileno())\n",
        "",
        "tinhso/foundation/files/tests/test_storage.py",
    ),
)
