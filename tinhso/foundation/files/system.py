"""Manifest of files: its scanners."""

from tinhso.foundation.files.scanning import Scanner, ask_clamd, finds_eicar, scanners, trusts
from tinhso.kernel.systems import System, systems

systems.register(
    System(name="files", title="Kho tệp", summary="Nhận tệp an toàn, niêm phong, chỉ mở khi đã kiểm tra.")
)
scanners.register(Scanner("none", "Không có bộ quét", trusts))
scanners.register(Scanner("clamd", "ClamAV", ask_clamd))
scanners.register(Scanner("eicar", "Chỉ nhận ra tệp thử EICAR", finds_eicar))
