"""The key store: wrapped keys and nothing else, in a database of its own whose backups expire first."""

from django.db import models


class Key(models.Model):
    """One data key, wrapped by a key-encryption key that is kept outside every database."""

    id = models.UUIDField(primary_key=True)
    owner = models.CharField(max_length=100)
    wrapped = models.BinaryField(null=True)
    wrapped_by = models.CharField(max_length=16)
    created_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.owner} ({self.id})"
