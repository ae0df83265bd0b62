"""A message may be a filing, or what its person says of it afterwards."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portalsync", "0001_portal_messages_and_twins")]

    operations = [
        migrations.AlterModelOptions(
            name="message", options={"verbose_name": "bản tin từ Cổng quốc gia"}
        ),
        migrations.AddField(
            model_name="message",
            name="kind",
            field=models.CharField(
                choices=[("filing", "filing"), ("withdrawal", "withdrawal"), ("answer", "answer")],
                default="filing",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="message", name="code", field=models.CharField(blank=True, max_length=520)
        ),
    ]
