from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('grid', '0004_rollups'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='total', name='total_once'),
        *[
            migrations.AddField(model_name=table, name=name, field=field)
            for table in ('delta', 'total')
            for name, field in [
                ('street_id', models.UUIDField(null=True)),
                ('grid_id', models.UUIDField(null=True)),
                ('bin', models.SmallIntegerField(default=0, db_default=0)),
            ]
        ],
        migrations.AlterField(model_name='delta', name='count', field=models.IntegerField()),
        migrations.AddConstraint(
            model_name='total',
            constraint=models.UniqueConstraint(
                fields=('on', 'measure', 'street_id', 'community_id', 'grid_id', 'category_code', 'bin'),
                name='total_once',
                nulls_distinct=False,
            ),
        ),
    ]
