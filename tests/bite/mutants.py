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
PAYMENTS = "tinhso/foundation/payments"
PORTALSYNC = "tinhso/government/portalsync"
COUNTER = "tinhso/government/counter"
MUTANTS = (
    Mutant(
        "permission.refuse",
        f"{DOSSIERS}/actions/receiving.py",
        "        actor = require(actor, permission, agencies=(agency,), at=at)\n",
        "",
        f"{DOSSIERS}/tests/test_rights.py::test_only_the_receiving_counter_refuses",
    ),
    Mutant(
        "permission.deliver",
        f"{DOSSIERS}/actions/closing.py",
        "            actor = require(actor, DELIVER, agencies=(found.counter_id,), at=at)\n",
        "            pass\n",
        f"{DOSSIERS}/tests/test_rights.py::test_only_the_counter_hands_over",
    ),
    Mutant(
        "permission.deny_by_default",
        "tinhso/foundation/access/policy.py",
        "    if allows(actor, key, agencies=agencies, persons=persons, at=at):\n        return _acting(",
        "    if True:\n        return _acting(",
        "tinhso/foundation/access/tests",
    ),
    Mutant(
        "scope.agency_sees_its_own",
        f"{DOSSIERS}/queries/lists.py",
        '    found = sent.filter(_at("agency", agencies) | _at("counter", agencies)) if agencies else sent.none()\n',
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
        "held_is_not_erased",
        f"{DOSSIERS}/actions/retaining.py",
        "Dossier.objects.filter(ended, ~Exists(held), erased_at=None",
        "Dossier.objects.filter(ended, erased_at=None",
        f"{DOSSIERS}/tests/test_retention.py::test_a_held_dossier_waits_until_the_last_hold_is_over",
    ),
    Mutant(
        "last_administrator",
        "tinhso/foundation/access/actions.py",
        "    if _administrators(on=today).filter(ending).exists() and not left.exists():",
        "    if False:",
        "tinhso/foundation/access/tests/test_administrators.py",
    ),
    Mutant(
        "idempotency_key",
        "tinhso/kernel/once/keeping.py",
        "        if digest != _digest(request):",
        "        if False:",
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
        "read_outside_any_transaction",
        "tinhso/kernel/ledger/recording.py",
        "    if _inside_a_transaction(router.db_for_write(Read)):",
        "    if False:",
        "tinhso/kernel/ledger/tests/test_sealing_rows.py",
    ),
    Mutant(
        "errors_without_their_words",
        "tinhso/kernel/deliveries/working.py",
        'error="".join(_traced(error))',
        'error="".join(traceback.format_exception(error))',
        "tinhso/kernel/deliveries/tests/test_working.py",
    ),
    Mutant(
        "shut_out_machine",
        "tinhso/foundation/partners/models.py",
        "client__is_active=True, client__client__revoked_at=None",
        "client__is_active=True",
        "tinhso/foundation/partners/tests/test_shut_out.py",
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
        "eid.signature",
        "tinhso/foundation/access/eid/tokens.py",
        '            options={"require": _NEEDED, ',
        '            options={"verify_signature": False, "require": _NEEDED, ',
        "tinhso/foundation/access/tests/test_eid_answers.py",
    ),
    Mutant(
        "eid.nonce",
        "tinhso/foundation/access/eid/tokens.py",
        '    if not hmac.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):\n',
        "    if False:\n",
        "tinhso/foundation/access/tests/test_eid_answers.py",
    ),
    Mutant(
        "eid.other_name",
        "tinhso/foundation/access/eid/entering.py",
        "    if person is not None and _differs(person, identity):\n",
        "    if False:\n",
        "tinhso/foundation/access/tests/test_eid_entering.py",
    ),
    Mutant(
        "address_at_connect_time",
        "tinhso/kernel/http.py",
        "        for address in addresses:\n            check_address(address, self._networks)\n",
        "",
        "tinhso/kernel/tests/test_http.py",
    ),
    Mutant(
        "file_fsync",
        "tinhso/kernel/files.py",
        "            os.fsync(handle)\n        finally:\n            os.close(handle)\n        if replace",
        "        finally:\n            os.close(handle)\n        if replace",
        "tinhso/foundation/files/tests/test_storage.py",
    ),
    Mutant(
        "null_refused",
        "tinhso/foundation/ui/middleware.py",
        "        if _has_null(request):",
        "        if False:",
        "tinhso/foundation/ui/tests/test_null.py",
    ),
    Mutant(
        "payments.signature",
        f"{PAYMENTS}/formats/callbacks.py",
        "    if not hmac.compare_digest(expected.encode(), given.lower().encode()):\n",
        "    if False:\n",
        f"{PAYMENTS}/tests/test_callbacks.py::test_forged_vnpay_calls_change_nothing",
    ),
    Mutant(
        "payments.two_persons",
        f"{PAYMENTS}/actions/refunds.py",
        "        if found.requested_by_id == actor.account:\n",
        "        if False:\n",
        f"{PAYMENTS}/tests/test_refunds.py::test_nobody_approves_what_they_asked_for",
    ),
    Mutant(
        "payments.told_twice",
        f"{PAYMENTS}/actions/receipts.py",
        "source=coming.source, channel=coming.channel, external_id=coming.external_id\n    ).first()",
        "source=coming.source, channel=coming.channel, external_id=coming.external_id\n    ).none().first()",
        f"{PAYMENTS}/tests/test_receiving.py::test_the_same_news_is_heard_once",
    ),
    Mutant(
        "payments.paid_twice",
        f"{PAYMENTS}/rules.py",
        "    if due.state in SETTLED:\n        return Reason.DUPLICATE\n",
        "",
        f"{PAYMENTS}/tests/test_receiving.py::test_paying_again_waits_for_a_person",
    ),
    Mutant(
        "payments.check_sign",
        f"{PAYMENTS}/rules.py",
        "        and body[-1] == _check_sign(body[:-1])\n",
        "",
        f"{PAYMENTS}/tests/test_rules.py::test_one_wrong_sign_makes_no_other_code",
    ),
    Mutant(
        "payments.agency_sees_its_own",
        f"{PAYMENTS}/queries/receipts.py",
        "    return found.filter(Q(agency__in=agencies) | Q(intent__counter__in",
        "    return found.exclude(Q(agency=None) & Q(intent__counter__in",
        f"{PAYMENTS}/tests/test_pages.py::test_what_waits_comes_first_and_others_see_nothing_of_it",
    ),
    Mutant(
        "payments.qr_checksum",
        f"{PAYMENTS}/formats/vietqr.py",
        "    if int(crc, 16) != _crc(head):\n",
        "    if False:\n",
        f"{PAYMENTS}/tests/test_vietqr.py::test_misprints_of_the_books_are_refused",
    ),
    Mutant(
        "portalsync.doubled",
        f"{PORTALSYNC}/actions/receiving.py",
        "    return Message.objects.filter(code=code).exclude(state=State.SETTLED)\n",
        "    return Message.objects.filter(code=code, state=State.PARKED)\n",
        f"{PORTALSYNC}/tests/test_inbox.py::test_a_doubled_message_gets_the_first_answer",
    ),
    Mutant(
        "portalsync.changed",
        f"{PORTALSYNC}/actions/receiving.py",
        "    if known.digest == _digest(parts):\n",
        "    if True:\n",
        f"{PORTALSYNC}/tests/test_inbox.py::test_another_content_under_the_same_code_is_a_persons_to_decide",
    ),
    Mutant(
        "portalsync.hash",
        f"{PORTALSYNC}/formats/filing.py",
        "        if not hmac.compare_digest(hashlib.sha256(content).hexdigest().encode(), said.encode()):\n",
        "        if False:\n",
        f"{PORTALSYNC}/tests/test_inbox.py::test_http_answers_with_a_problem_that_names_the_fields",
    ),
    Mutant(
        "portalsync.sequence",
        f"{PORTALSYNC}/formats/telling.py",
        "        names.version: standing.version,\n",
        "        names.version: 1,\n",
        f"{PORTALSYNC}/tests/test_there_and_back.py",
    ),
    Mutant(
        "portalsync.typed_number",
        f"{DOSSIERS}/actions/from_outside.py",
        "    return next((one for one in known if one.assurance != Assurance.DECLARED), None)\n",
        "    return next(iter(known), None)\n",
        f"{PORTALSYNC}/tests/test_inbox.py::test_a_number_somebody_only_typed_shows_them_nothing",
    ),
    Mutant(
        "counter.tries",
        f"{COUNTER}/actions/handing_over.py",
        "    count_try(_TRIES, str(result.dossier), limit=WRONG_TRIES, window=LOCKED_FOR, at=at)\n",
        "",
        f"{COUNTER}/tests/test_hand_over.py::test_three_wrong_tries_and_one_waits",
    ),
    Mutant(
        "counter.proof",
        f"{DOSSIERS}/actions/closing.py",
        "            if not proof and hand_over_page(found.id):\n",
        "            if False:\n",
        f"{COUNTER}/tests/test_hand_over.py::test_no_proof_no_result",
    ),
    Mutant(
        "counter.proven_person",
        f"{COUNTER}/actions/helping.py",
        "        if not is_proven(found):\n",
        "        if False:\n",
        f"{COUNTER}/tests/test_helping.py::test_who_only_typed_a_number_is_not_offered_nor_taken",
    ),
)
