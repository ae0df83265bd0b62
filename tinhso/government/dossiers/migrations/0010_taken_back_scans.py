import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0009_fewer_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="TakenBackScan",
            fields=[
                ("act", models.UUIDField(primary_key=True, serialize=False)),
                ("paper", models.CharField(max_length=60)),
                ("title", models.CharField(max_length=300)),
                ("digest", models.CharField(blank=True, db_index=True, max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scans_taken_back",
                        to="dossiers.dossier",
                    ),
                ),
            ],
        ),
    ]
