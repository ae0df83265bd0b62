"""The manifest of the UI kit."""

from tinhso.foundation.ui import checks  # noqa: F401 - registers its system checks
from tinhso.kernel.systems import System, systems

systems.register(
    System("ui", "Giao diện", "Khung trang, thành phần giao diện và cách nói chung của mọi trang.")
)
