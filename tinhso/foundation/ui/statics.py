"""Where a page's style sheets and scripts live: hashed names and compressed copies once they are collected."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Statics(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """Strict about every name once files are collected; before that a name stands for itself."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._addresses: dict[str, str] = {}

    def url(self, name: str, force: bool = False) -> str:
        """The address of a file; one that was collected keeps its address while the process lives."""
        kept = self._addresses.get(name)
        if kept is None:
            kept = str(super().url(name, force))
            if name in self.hashed_files:
                self._addresses[name] = kept
        return kept

    def stored_name(self, name: str) -> str:
        if not self.hashed_files:
            return name
        stored: str = super().stored_name(name)
        return stored
