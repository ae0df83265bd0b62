import django.db.models.deletion
import tinhso.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dossiers', '0004_apologies_and_registers'),
        ('units', '0001_units_and_agencies'),
    ]

    operations = [
        migrations.AddField(
            model_name='dossier',
            name='away',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='dossier',
            name='helper',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.agency'),
        ),
        migrations.CreateModel(
            name='Original',
            fields=[
                ('id', models.UUIDField(default=tinhso.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('paper', models.CharField(max_length=60)),
                ('title', models.CharField(max_length=300)),
                ('count', models.PositiveSmallIntegerField()),
                ('moved_at', models.DateTimeField()),
                ('given_back_at', models.DateTimeField(null=True)),
                ('bound_for', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.agency')),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='originals', to='dossiers.dossier')),
                ('place', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.agency')),
            ],
            options={
                'indexes': [
                    models.Index(condition=models.Q(('given_back_at', None)), fields=['place'], name='dossiers_original_place'),
                    models.Index(condition=models.Q(('given_back_at', None)), fields=['bound_for'], name='dossiers_original_bound_for'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('count__gte', 1)), name='dossiers_original_counted'),
                    models.CheckConstraint(condition=models.Q(('bound_for', None), ('given_back_at', None), _connector='OR'), name='dossiers_original_in_one_place'),
                ],
            },
        ),
    ]
