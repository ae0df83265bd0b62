"""What must agree when everything is over: what clients were told against what the books say. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

SUBMIT = "dossiers.submit"
SUBMITTED = "vn.tinhso.dossiers.submitted"
SEND = "partners.send"


def disagreements(books: Mapping[str, Any], told: Mapping[str, set[str]]) -> list[str]:
    """Every accepted dossier lost, doubled or without an effect, and every effect without a dossier; in words."""
    return [
        *_promises(books, told), *_acts(books), *_deliveries(books), *_notices(books), *_positions(books)
    ]  # fmt: skip


def _promises(books: Mapping[str, Any], told: Mapping[str, set[str]]) -> list[str]:
    found, dossiers, answers = [], books["dossiers"], books["answers"]
    for key, ids in told.items():
        if len(ids) != 1:
            found.append(f"key {key} was told of {len(ids)} dossiers")
        for one in ids:
            if one not in dossiers:
                found.append(f"lost: {one}")
            elif dossiers[one]["phase"] == "draft":
                found.append(f"accepted but a draft: {one}")
            if answers.get(key) != one:
                found.append(f"key {key} was told {one}, the answer kept is {answers.get(key)}")
    holders = Counter(answers.values())
    found += [f"{one} answers {number} keys" for one, number in holders.items() if number > 1]
    sent = {one for one, dossier in dossiers.items() if dossier["phase"] != "draft"}
    found += [f"doubled: {one} is of no key" for one in sent - set(answers.values())]
    found += [f"key {key} was answered but told to nobody" for key in answers.keys() - told.keys()]
    found += [f"its key is lost: {one}" for one in sent if not dossiers[one]["readable"]]
    return found + [f"file without its bytes: {file}" for file in books["lost_files"]]


def _acts(books: Mapping[str, Any]) -> list[str]:
    submitted = Counter(
        act["about"].rpartition(":")[2]
        for act in books["acts"]
        if act["verb"] == SUBMIT and act["event"] == SUBMITTED
    )
    sent = {one for one, dossier in books["dossiers"].items() if dossier["phase"] != "draft"}
    found = [f"{one} has {submitted[one]} acts of submitting" for one in sent if submitted[one] != 1]
    about = {
        act["about"].rpartition(":")[2]
        for act in books["acts"]
        if act["about"].startswith("dossiers.dossier:")
    }
    return found + [f"an act about no dossier: {one}" for one in about - books["dossiers"].keys()]


def _deliveries(books: Mapping[str, Any]) -> list[str]:
    made: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in books["deliveries"]:
        made[one["act"]][one["handler"]] += 1
    found = [
        f"{listener} got {made[act['id']][listener]} deliveries of act {act['id']}"
        for act in books["acts"]
        if act["event"]
        for listener in books["listeners"][act["event"]]
        if made[act["id"]][listener] != 1
    ]
    found += [f"{one['handler']} is {one['state']}" for one in books["deliveries"] if one["state"] != "done"]
    acts = {act["id"] for act in books["acts"]}
    return found + [f"deliveries of no act: {act}" for act in made.keys() - acts - {""}]


def _notices(books: Mapping[str, Any]) -> list[str]:
    """The effect inside the house: the citizen was told once."""
    told = Counter(about.rpartition(":")[2] for about in books["notices"])
    sent = {one for one, dossier in books["dossiers"].items() if dossier["phase"] != "draft"}
    return [
        f"{one} was told {told[one]} times"
        for one in sorted(sent | told.keys())
        if (one in sent) != told[one]
    ]


def _positions(books: Mapping[str, Any]) -> list[str]:
    found = [] if books["positions"] == list(range(len(books["positions"]))) else ["positions have gaps"]
    return found + ([f"{books['unsealed']} rows have no position"] if books["unsealed"] else [])
