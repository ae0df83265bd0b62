from django.db import migrations, models

from tinhso.kernel import sealing


def seal_personal_numbers(apps, schema_editor):
    """A tax code of twelve digits is its owner's personal number, which was kept plain until now."""
    organisations = apps.get_model("people", "Organisation").objects
    for one in organisations.filter(tax_code__regex=r"^[0-9]{12}$").iterator():
        row = f"people.organisation.national_id:{one.id}"
        one.national_id_sealed = sealing.seal_text(one.key, one.tax_code, row=row)
        one.national_id_index = sealing.blind("people.national_id", one.tax_code)
        one.tax_code = ""
        one.save()


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0001_people'),
    ]

    operations = [
        migrations.AddField(
            model_name='organisation',
            name='national_id_index',
            field=models.CharField(blank=True, db_index=True, max_length=64),
        ),
        migrations.AddField(
            model_name='organisation',
            name='national_id_sealed',
            field=models.BinaryField(null=True),
        ),
        migrations.RunPython(seal_personal_numbers, migrations.RunPython.noop),
    ]
