"""Running numbers of cases; a number is never given twice, gaps are allowed."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("grid", "0001_cases")]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE grid_case_number", "DROP SEQUENCE grid_case_number"
        )
    ]
