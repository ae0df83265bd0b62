"""`make bench`: floors and product in one run, turn by turn; writes `var/bench.json` and says what holds.

Ends with 1 when the project's own floor is slower than 0.85 of the one in `$TINHSO_SHARED/bench`: ratios to a slow
floor would flatter. A missed target is said, and does not fail the run.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench.cluster import Cluster, cluster
from bench.figures import Figure
from bench.house import (
    PORT,
    SHARED_PORT,
    THIN_PORT,
    Browser,
    House,
    granian,
    house,
    running,
    sign_in,
    wait_for,
)
from bench.measuring import Load, megabytes, run, tree
from tinhso.project.management.commands.serve import threads

ROOT = Path(__file__).resolve().parents[1]
ROUNDS, SECONDS, WARM = 3, 4, 1
ISSUERS, APPROVED = 16, 1200
"""Records clerks who number at once, and documents that wait for them in each round."""
FLOOR_AT_LEAST = 0.85
PROCEDURE = "1.001193"
PRECHECK = {"birth.situation": "ordinary", "birth.evidence": "electronic"}
_FILED = """
    SELECT d.id, l.account_id, d.commune
    FROM dossiers_dossier d JOIN access_citizenlink l ON l.person_id = d.submitter_id
    WHERE d.submitted_at IS NOT NULL ORDER BY d.id"""


def main() -> None:
    lacking = [tool for tool in ("wrk", "psql") if shutil.which(tool) is None]
    if lacking:
        raise SystemExit(
            f"make bench needs {' and '.join(lacking)} (Debian: apt-get install wrk postgresql)."
        )
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="tinhso-bench-") as folder, cluster() as database:
        figures += starts(Path(folder) / "alone")
        product = house(Path(folder) / "product", database)
        for name in ("tinhso", "keys", "thin", "shared"):
            database.create(name)
        with running(serve(product), product.environment):
            wait_for(f"{product.url}/healthz")
        loads = under_load(product, database)
        figures += rates(loads)
        figures += memory(product)
        figures += inside(product)
    write(figures)
    if (slow := too_slow(loads)) is not None:
        raise SystemExit(slow)


def serve(product: House) -> list[str]:
    return [sys.executable, "-m", "tinhso", "serve", "--port", str(product.port)]


def starts(var: Path) -> list[Figure]:
    """Seconds from `tinhso serve` until `GET /` answers 200, on SQLite as `make run` has it."""
    alone = house(var)
    found = []
    for name in ("run.cold", "run.again"):
        began = time.monotonic()
        with running(serve(alone), alone.environment):
            try:
                wait_for(f"{alone.url}/", seconds=180)
                seconds: float | None = time.monotonic() - began
            except TimeoutError as silent:
                print(silent)
                seconds = None
        found.append(Figure(name, seconds, "s"))
    return found


def under_load(product: House, database: Cluster) -> dict[str, Load]:
    """Every HTTP load, turn by turn. The worker rests meanwhile: floors have none, and what it does is timed apart."""
    who = product.inside("bench.people")
    thin = os.environ | database.environment() | {"THIN_DATABASE": "thin", "BENCH_DB": "shared"}
    shared = Path(os.environ["TINHSO_SHARED"]) / "bench" if os.environ.get("TINHSO_SHARED") else None
    database.run((ROOT / "bench/floors/cases.sql").read_text(), database="thin")
    options = ("--blocking-threads", threads())
    with ExitStack() as stack:
        floor = stack.enter_context(
            running(granian("bench.floors.cases:application", THIN_PORT), thin, folder=ROOT)
        )
        servers = {"thin": floor}
        if shared is not None:
            database.run((shared / "schema.sql").read_text(), database="shared")
            servers["shared"] = stack.enter_context(
                running(granian("floor:app", SHARED_PORT), thin, folder=shared)
            )
        web = granian("tinhso.project.wsgi:application", PORT, *options)
        servers["web"] = stack.enter_context(running(web, product.environment))
        for name, port in (("thin", THIN_PORT), ("shared", SHARED_PORT)):
            if name in servers:
                wait_for(f"http://127.0.0.1:{port}/cases", status=401)
        wait_for(f"{product.url}/healthz")
        desk = Desk(product, database, who)
        loads, prepare = arranged(desk, servers, thin, shared)
        for number in range(ROUNDS + 1):
            for name, load in _turn(loads, number):
                if name in prepare:
                    prepare[name]()
                done = run(
                    load, database=database.postmaster, seconds=SECONDS if number else WARM, number=number
                )
                if done.refused:
                    print(f"{name}: {done.refused} of {done.requests} refused")
                if number:
                    load.rounds.append(done)
    for load in loads.values():
        print(load.told())
    return loads


def _turn(loads: Mapping[str, Load], number: int) -> list[tuple[str, Load]]:
    """The loads in their order; every other round the two floors of a kind change places, so that neither always
    follows the heavier load."""
    found = list(loads.items())
    for place in range(len(found) - 1):
        if number % 2 and found[place][0].startswith("thin.") and found[place + 1][0].startswith("shared."):
            found[place], found[place + 1] = found[place + 1], found[place]
    return found


class Desk:
    """The people of the run, signed in, and the files that say what each of them asks."""

    def __init__(self, product: House, database: Cluster, who: Mapping[str, Any]) -> None:
        self.product, self._database = product, database
        self._accounts = list(who["citizens"])
        communes = [clerk["commune"] for clerk in who["clerks"]]
        self.citizens = [sign_in(product, account, official=False) for account in self._accounts]
        self.clerks = {
            one["commune"]: sign_in(product, one["account"], official=True) for one in who["clerks"]
        }
        self._homes = [communes[number % len(communes)] for number in range(len(self.citizens))]
        self._answers = json.dumps(who["answers"])
        self._offices, self._token, self._papers = list(who["clerks"]), who["token"], list(who["papers"])
        self._records = {
            one["agency"]: sign_in(product, one["account"], official=True) for one in who["records"]
        }
        self._received: set[str] = set()
        self.known: list[tuple[str, Browser, str]] = []
        """Dossiers as `(id, whose, commune)`."""

    def filings(self) -> str:
        lines = []
        for citizen, commune in zip(self.citizens, self._homes, strict=True):
            answers = json.loads(self._answers.replace("COMMUNE", commune))
            body = {"procedure": PROCEDURE, "commune": commune, "precheck": PRECHECK, "answers": answers}
            lines.append(f"{citizen.header}\t{citizen.token}\t{json.dumps(body)}")
        return self._kept("filings", lines)

    def from_the_portal(self) -> str:
        """National filings with two papers each, of as many people as there are citizens; the code is left open."""
        papers = [
            {
                "MaThanhPhanHoSo": "birth_notice",
                "TenTepDinhKem": f"giay-{number}.pdf",
                "NoiDungTep": content,
                "MaBamSHA256": hashlib.sha256(base64.b64decode(content)).hexdigest(),
            }
            for number, content in enumerate(self._papers)
        ]
        lines = []
        for number in range(len(self.citizens)):
            clerk = self._offices[number % len(self._offices)]
            body = {
                "MaHoSo": "CODE", "MaTTHC": PROCEDURE, "MaCoQuanThucHien": clerk["agency"], "NgayNop": "20260901080000",
                "ChuHoSo": "Người Dân Thử Tải", "SoDinhDanh": f"084198{number:06}", "SoDienThoai": "0509000001",
                "TruongHop": PRECHECK, "DuLieuToKhai": json.loads(self._answers.replace("COMMUNE", clerk["commune"])),
                "TaiLieuNop": papers,
            }  # fmt: skip
            before, _, after = json.dumps(body).partition("CODE")
            lines.append(f"Bearer {self._token}\t{before}\t{after}")
        return self._kept("national", lines)

    def look(self) -> None:
        """What was filed so far."""
        whose = dict(zip(self._accounts, self.citizens, strict=True))
        filed = self._database.rows(_FILED, database="tinhso")
        self.known = [(one, whose[account], commune) for one, account, commune in filed if account in whose]

    def own(self) -> str:
        chosen = random.Random(1).sample(self.known, min(200, len(self.known)))
        return self._kept("own", [f"/api/v1/dossiers/{one}\t{citizen.header}" for one, citizen, _ in chosen])

    def opened(self) -> str:
        chosen = random.Random(2).sample(self.known, min(200, len(self.known)))
        return self._kept(
            "opened", [f"/can-bo/ho-so/{one}/\t{self.clerks[at].header}" for one, _, at in chosen]
        )

    def lists(self) -> str:
        return self._kept("lists", [f"/can-bo/ho-so/\t{clerk.header}" for clerk in self.clerks.values()])

    def procedure(self) -> str:
        return self._kept("procedure", [f"/thu-tuc/{PROCEDURE}/\t"])

    def receipts(self) -> str:
        """An acceptance for each dossier that nobody accepted yet, each used in one round at most."""
        self.look()
        waiting = [one for one in self.known if one[0] not in self._received]
        lines = []
        for dossier, _, commune in waiting:
            clerk = self.clerks[commune]
            lines.append(
                f"POST\t/can-bo/ho-so/{dossier}/tiep-nhan/\t{clerk.header}\tversion=1&csrfmiddlewaretoken={clerk.token}"
            )
        self._received |= {dossier for dossier, _, _ in waiting}
        return self._kept("receipts", lines)

    def numberings(self) -> str:
        """A number for each of many approved documents, two issuers at each of the registers."""
        waiting = self.product.inside("bench.documents", "ready", str(APPROVED), *self._records)
        random.Random(3).shuffle(waiting)
        lines = []
        for one in waiting:
            clerk = self._records[one["agency"]]
            lines.append(
                f"POST\t/can-bo/van-ban/{one['id']}/cap-so/\t{clerk.header}\t"
                f"version={one['version']}&csrfmiddlewaretoken={clerk.token}"
            )
        return self._kept("numberings", lines)

    def _kept(self, name: str, lines: Sequence[str]) -> str:
        file = self.product.var / f"bench-{name}.tsv"
        file.write_text("".join(f"{line}\n" for line in lines))
        return str(file)


def arranged(
    desk: Desk, servers: Mapping[str, int], thin: Mapping[str, str], shared: Path | None
) -> tuple[dict[str, Load], dict[str, Callable[[], object]]]:
    """The loads in their order, and what must be got ready before some of them."""
    loads: dict[str, Load] = {}
    asks = (
        ("post", "thin_post.lua", "/cases"),
        ("detail", "thin_get.lua", "/cases/1"),
        ("list", "thin_get.lua", "/cases"),
    )
    for kind, script, path in asks:
        for name, port in (("thin", THIN_PORT), ("shared", SHARED_PORT)):
            if name in servers:
                token = _token(name, thin, shared)
                url = f"http://127.0.0.1:{port}{path}"
                loads[f"{name}.{kind}"] = Load(f"{name}.{kind}", url, servers[name], script, [token])
        for name, script_, file in _ours(desk)[kind]:
            loads[name] = Load(name, desk.product.url, servers["web"], script_, [file])
    loads["dossier.file"].url += "/api/v1/dossiers"
    loads["inbox.accept"].url += "/api/v1/national/filings"
    loads["documents.issue"].connections = ISSUERS
    prepare: dict[str, Callable[[], object]] = {
        "dossier.receive": desk.receipts, "documents.issue": desk.numberings, "dossier.detail": desk.own,
        "dossier.page": desk.opened,
    }  # fmt: skip
    return loads, prepare


def _ours(desk: Desk) -> dict[str, list[tuple[str, str, str]]]:
    """The product's loads beside each floor: name, script, the file of what is asked (some written only later)."""
    later = {
        name: str(desk.product.var / f"bench-{name}.tsv")
        for name in ("receipts", "numberings", "own", "opened")
    }
    return {
        "post": [
            ("dossier.file", "file.lua", desk.filings()),
            ("inbox.accept", "national.lua", desk.from_the_portal()),
            ("dossier.receive", "each.lua", later["receipts"]),
            ("documents.issue", "each.lua", later["numberings"]),
        ],
        "detail": [
            ("dossier.detail", "turns.lua", later["own"]),
            ("dossier.page", "turns.lua", later["opened"]),
        ],
        "list": [
            ("worklist.20", "turns.lua", desk.lists()),
            ("procedure.page", "turns.lua", desk.procedure()),
        ],
    }


def _token(name: str, thin: Mapping[str, str], shared: Path | None) -> str:
    command = [sys.executable, "-B", "floor.py"]
    if name == "thin":
        command = [
            sys.executable,
            "-c",
            "from bench.floors.cases import signature as s; print('citizen.' + s('citizen'))",
        ]
    folder = shared if name == "shared" else ROOT
    done = subprocess.run(command, env=thin, cwd=folder, check=True, capture_output=True, text=True)
    return f"Bearer {done.stdout.strip()}"


def rates(loads: Mapping[str, Load]) -> list[Figure]:
    """Throughput against the floor, and CPU beside it: there the ratio is the floor's CPU to ours."""
    found = []
    for name, limit, target in (
        ("dossier.file", "thin.post", 0.25),
        ("dossier.receive", "thin.post", 0.25),
        ("inbox.accept", "thin.post", 0.2),
        ("documents.issue", "thin.post", 0.25),
        ("dossier.detail", "thin.detail", 0.33),
        ("dossier.page", "thin.detail", None),
        ("worklist.20", "thin.list", 0.4),
    ):
        ours, floor = loads[name], loads[limit]
        found.append(Figure(name, ours.per_second(), "/s", limit, floor.per_second(), target))
        found.append(Figure(f"{name}.per_cpu", 1e3 / ours.cpu(), "/s CPU", limit, 1e3 / floor.cpu()))
    found.append(
        Figure("procedure.page", loads["procedure.page"].cpu(), "ms CPU", "most", 8.0, 1.0, lower=True)
    )
    return found


def memory(product: House) -> list[Figure]:
    """Memory (PSS) of two web processes that have answered, and of a worker that has printed and signed."""
    with running(serve(product), product.environment) as root:
        wait_for(f"{product.url}/healthz")
        visitor = Browser()
        for _ in range(40):
            visitor.get(f"{product.url}/thu-tuc/{PROCEDURE}/")
        _wait_until_idle(visitor, product)
        web: list[int] = []
        worker: list[int] = []
        for process in tree(root)[1:]:
            (worker if _is_worker(process) else web).append(process)
        sizes = megabytes(web), megabytes(worker)
    return [
        Figure("memory.web", sizes[0], "MB PSS"),
        Figure("memory.worker", sizes[1], "MB PSS"),
        Figure("memory", sum(sizes), "MB PSS", "most", 500.0, 1.0, lower=True),
    ]


def _is_worker(process: int) -> bool:
    """Whether this is the worker; everything else below the command serves the web."""
    return b"worker" in Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")


def _wait_until_idle(visitor: Browser, product: House) -> None:
    """Until the worker has done some of what the load left behind; it need not be all of it."""
    for _ in range(30):
        due = re.search(r"(?m)^tinhso_deliveries_due (\S+)", visitor.get(f"{product.url}/metrics")[1])
        if due and float(due[1]) == 0:
            return
        time.sleep(1)


def inside(product: House) -> list[Figure]:
    """What needs no HTTP: the worker's issuing, and search."""
    issued, found = product.inside("bench.issuing"), product.inside("bench.searching")
    codes, messages = product.inside("bench.vietqr"), product.inside("bench.edxml")
    signed, numbered = product.inside("bench.documents", "sign"), product.inside("bench.documents", "numbers")
    # At full count it takes a quarter of an hour: only what proves promises does so.
    sizes = (1_000_000, 100_000) if os.environ.get("TINHSO_PROVE") else (100_000, 10_000)
    searched = product.inside("bench.finding", *map(str, sizes))
    ours, floor = issued["ours"], issued["floor"]
    limit = "warm typst + 2 kept-key signatures"
    if found["empty"]:
        print(f"search: nothing found for {', '.join(found['empty'])}")
    return [
        Figure("result.issue", ours["per_second"], "/s", limit, floor["per_second"], 0.7),
        Figure("result.issue.per_cpu", 1e3 / ours["cpu"], "/s CPU", limit, 1e3 / floor["cpu"]),
        Figure("search", found["ours"], "ms p50", "ranked stored tsvector", found["floor"], 1.5, lower=True),
        Figure("vietqr", codes["per_second"], "/s CPU", "least", 20_000.0, 1.0),
        Figure(
            "documents.sign_batch",
            signed["ours"]["per_second"],
            "/s CPU",
            "2 kept-key B-LTA signatures",
            signed["floor"]["per_second"],
            0.7,
        ),
        Figure("documents.issue.gaps", numbered["gaps"], "numbers", "most", 1.0, 0.0, lower=True),
        Figure("documents.issue.doubles", numbered["doubles"], "numbers", "most", 1.0, 0.0, lower=True),
        Figure("edxml.roundtrip", messages["per_second"], "/s CPU", "least", 500.0, 1.0),
        Figure("documents.search", searched["p95"], "ms p95", "most", 100.0, 1.0, lower=True),
        Figure("documents.search.held", searched["documents"], "documents"),
        Figure("search.empty", len(found["empty"]), "queries", "most", 1.0, 0.0, lower=True),
    ]


def too_slow(loads: Mapping[str, Load]) -> str | None:
    """What to say when the project's own floor is not as thin as it should be, neither by rate nor by CPU."""
    for kind in ("post", "detail", "list"):
        shared, thin = loads.get(f"shared.{kind}"), loads[f"thin.{kind}"]
        if shared is None:
            continue
        # Other work on the machine takes from either figure and adds to none: the better one is nearer the truth.
        ratio = max(thin.per_second() / shared.per_second(), shared.cpu() / thin.cpu())
        if ratio < FLOOR_AT_LEAST:
            return f"thin.{kind} does {ratio:.2f} of what the shared floor does"
    return None


def write(figures: Sequence[Figure]) -> None:
    file = Path(os.environ.get("TINHSO_VAR", ROOT / "var")) / "bench.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps([figure.row() for figure in figures], ensure_ascii=False, indent=2) + "\n")
    print()
    for figure in figures:
        print(figure.line())
    print(f"\n{file}")


if __name__ == "__main__":
    main()
