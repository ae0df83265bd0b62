"""What somebody does not want to see in the wallet. The papers themselves stay where they are."""

from django.db import models

from tinhso.kernel.refs import RefField


class Hidden(models.Model):
    """A paper taken out of the wallet: it is neither listed nor offered, until it is shown again."""

    thing = RefField(primary_key=True)
    holder = RefField(db_index=True)
    hidden_at = models.DateTimeField()

    class Meta:
        verbose_name = "giấy tờ đã ẩn"

    def __str__(self) -> str:
        return str(self.thing)
