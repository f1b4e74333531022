"""An index of terms that SQLite can use: it uses no partial index whose condition is a parameter."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0003_rename_term_fold")]

    operations = [
        migrations.RemoveIndex("term", "term_word_normalised"),
        migrations.AddIndex("term", models.Index(fields=["kind", "normalised"], name="term_kind_normalised")),
    ]
