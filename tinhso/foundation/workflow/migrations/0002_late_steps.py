"""Whom it was told that a step is late; and an index for how many steps are done in time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workflow", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="assignment",
            name="told_due_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="assignment",
            name="escalated_due_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(
                    ("finished_at__gt", models.F("started_at")), models.Q(("move", "closed"), _negated=True)
                ),
                fields=["finished_at"],
                name="workflow_worked",
            ),
        ),
    ]
