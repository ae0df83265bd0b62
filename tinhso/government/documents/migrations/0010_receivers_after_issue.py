from django.db import migrations, models
from django.db.models.deletion import PROTECT


class Migration(migrations.Migration):
    dependencies = [("documents", "0009_mailboxes_and_groups")]

    operations = [
        migrations.AddField(
            "receiver",
            "added_by",
            models.ForeignKey(
                null=True,
                on_delete=PROTECT,
                related_name="added",
                to="documents.outgoingchange",
                db_index=False,
            ),
        ),
        migrations.AddField(
            "receiver",
            "taken_off_by",
            models.ForeignKey(
                null=True,
                on_delete=PROTECT,
                related_name="taken_off",
                to="documents.outgoingchange",
                db_index=False,
            ),
        ),
    ]
