from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("axis", "0002_simulated_messages_by_name")]

    operations = [
        migrations.AddField("receipt", "listed", models.CharField(max_length=1, blank=True, default=""), preserve_default=False)
    ]
