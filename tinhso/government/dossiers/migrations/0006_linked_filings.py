import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dossiers', '0005_away_helper_and_originals'),
    ]

    operations = [
        migrations.AddField(
            model_name='dossier',
            name='part',
            field=models.CharField(blank=True, default='', max_length=60),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='dossier',
            name='part_of',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='dossiers.dossier'),
        ),
        migrations.AlterField(
            model_name='dossier',
            name='phase',
            field=models.CharField(choices=[('draft', 'Bản nháp'), ('submitted', 'Chờ tiếp nhận'), ('linked', 'Đang giải quyết liên thông'), ('supplement', 'Chờ bổ sung'), ('refused', 'Không tiếp nhận'), ('received', 'Đã tiếp nhận'), ('in_progress', 'Đang giải quyết'), ('paused', 'Tạm dừng'), ('issued', 'Đã có kết quả'), ('delivered', 'Đã trả kết quả'), ('archived', 'Đã lưu trữ'), ('withdrawn', 'Đã rút'), ('stopped', 'Dừng giải quyết')], max_length=12),
        ),
        migrations.AlterField(
            model_name='dossier',
            name='process',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.process'),
        ),
        migrations.AddConstraint(
            model_name='dossier',
            constraint=models.UniqueConstraint(condition=models.Q(('part_of__isnull', False)), fields=('part_of', 'part'), name='dossiers_part_once'),
        ),
    ]
