from django.db import models


class Row(models.Model):
    """A row as large as a commit."""

    received_at = models.DateTimeField(auto_now_add=True)
    payload = models.TextField()

    class Meta:
        app_label = "floor"
