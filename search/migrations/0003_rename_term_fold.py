from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("search", "0002_full_text_index")]

    operations = [
        migrations.RemoveIndex("term", "term_word_fold"),
        migrations.RenameField("term", "fold", "normalised"),
        migrations.AddIndex(
            "term",
            models.Index(fields=["normalised"], condition=Q(kind="word"), name="term_word_normalised"),
        ),
    ]
