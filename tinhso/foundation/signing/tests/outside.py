"""Judges that nobody here wrote, asked about a signed PDF: `pdfsig` and `openssl`. A test is skipped without them."""

from __future__ import annotations

import io
import shutil
import subprocess
from datetime import datetime
from pathlib import Path

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def run(*command: str | Path) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, check=False)
    return done.stdout.decode(errors="replace") + done.stderr.decode(errors="replace")


def valid_by_pdfsig(signed: bytes, *, folder: Path) -> int:
    """How many signatures `pdfsig` calls valid."""
    file = folder / "signed.pdf"
    file.write_bytes(signed)
    return run(program("pdfsig"), "-nocert", file).count("Signature is Valid.")


def confirmed_by_openssl(
    signed: bytes, *, root: str, issuers: str, moment: datetime, folder: Path
) -> list[str]:
    """What was verified, in order: `cms` for a signature, `ts` for a timestamp on it or on the document. One that is
    not confirmed fails."""
    openssl, told = program("openssl"), []
    roots, others = folder / "root.pem", folder / "issuers.pem"
    roots.write_text(root)
    others.write_text(issuers)
    trusted = ("-CAfile", roots, "-attime", str(int(moment.timestamp())))
    covered, container = folder / "covered", folder / "container.der"
    for signature in PdfFileReader(io.BytesIO(signed)).embedded_signatures:
        first, length, second, rest = signature.byte_range
        covered.write_bytes(signed[first : first + length] + signed[second : second + rest])
        container.write_bytes(signature.pkcs7_content)
        if signature.sig_object_type == "/DocTimeStamp":
            said = run(
                openssl, "ts", "-verify", "-token_in", "-in", container, "-data", covered,
                "-untrusted", others, *trusted,
            )  # fmt: skip
            assert "Verification: OK" in said, said
            told.append("ts")
            continue
        said = run(
            openssl, "cms", "-verify", "-binary", "-inform", "DER", "-in", container, "-content", covered,
            "-certfile", others, "-purpose", "any", "-out", folder / "out", *trusted,
        )  # fmt: skip
        assert "successful" in said, said
        (token,) = extract_tst_data_iter(signature.signer_info, signed=False)
        assert token is not None
        value, stamp = folder / "value", folder / "stamp.der"
        value.write_bytes(signature.signer_info["signature"].native)
        unsigned = {item["type"].native: item for item in signature.signer_info["unsigned_attrs"]}
        stamp.write_bytes(unsigned["signature_time_stamp_token"]["values"][0].dump())
        said = run(
            openssl, "ts", "-verify", "-token_in", "-in", stamp, "-data", value, "-untrusted", others, *trusted
        )  # fmt: skip
        assert "Verification: OK" in said, said
        told += ["cms", "ts"]
    return told
