"""Remove the ledger's state: what is stored of people holds no employer of leaves and exemptions.

Figures are computed from the records until the ledger is rebuilt, at night or by `manage.py rebuild_figures`.
"""

from django.db import migrations


def remove_state(apps, editor):
    apps.get_model("reports", "LedgerState").objects.using(editor.connection.alias).all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_employer_of_leave"),
        ("records", "0005_employer_of_exemption"),
        ("reports", "0001_ledger"),
    ]

    operations = [migrations.RunPython(remove_state, remove_state)]
