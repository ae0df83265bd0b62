"""Why a file is not taken."""


class Unsafe(Exception):  # noqa: N818 - an answer to the sender, not a malfunction
    """The file is not taken in; the message tells its sender why and what to do."""
