"""The manifest."""

from tinhso.kernel.systems import System, systems

systems.register(System("signing", "Ký số", "Ký số văn bản, kiểm tra chữ ký số, quản lý chứng thư số."))
