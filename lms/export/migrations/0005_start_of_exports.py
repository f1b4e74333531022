from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('export', '0004_exports_of_variants'),
    ]

    operations = [
        migrations.AddField(
            model_name='moduleexport',
            name='started_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
