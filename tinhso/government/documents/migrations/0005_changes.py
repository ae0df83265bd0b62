import django.db.models.deletion
import tinhso.kernel.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0004_copies'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='OutgoingChange',
            fields=[
                ('id', models.UUIDField(default=tinhso.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('change', models.CharField(max_length=1)),
                ('reason_sealed', models.BinaryField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='documents.document')),
                ('made_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('change__in', ['1', '3'])), fields=('document',), name='documents_ended_once'), models.CheckConstraint(condition=models.Q(models.Q(('by__isnull', False), ('change', '3')), models.Q(('by', None), ('change__in', ['1', '2'])), _connector='OR'), name='documents_replaced_by')],
            },
        ),
    ]
