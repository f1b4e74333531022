"""Queue the e-mails of answers, and note of which reports those who answer have a notice.

Answers that were sent stay sent. Others are not queued: their pages have said to write oneself.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F


def copy_sent_answers(apps, editor):
    alias = editor.connection.alias
    reports = apps.get_model("feedback", "FaultReport").objects.using(alias)
    reports.update(notified_at=F("created_at"))
    mail_model = apps.get_model("feedback", "AnswerMail")
    mail_model.objects.using(alias).bulk_create(
        mail_model(report_id=key, tries=1, tried_at=sent_at, sent_at=sent_at)
        for key, sent_at in reports.filter(sent_at__isnull=False).values_list("pk", "sent_at")
    )
    if editor.connection.vendor == "postgresql":  # which alters no table that has checks outstanding
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def restore_sent_answers(apps, editor):
    alias = editor.connection.alias
    reports = apps.get_model("feedback", "FaultReport").objects.using(alias)
    mails = apps.get_model("feedback", "AnswerMail").objects.using(alias)
    for report, sent_at in mails.filter(sent_at__isnull=False).values_list("report", "sent_at"):
        reports.filter(pk=report).update(sent_at=sent_at)


class Migration(migrations.Migration):
    dependencies = [("feedback", "0001_fault_reports")]

    operations = [
        migrations.CreateModel(
            name="AnswerMail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("tried_at", models.DateTimeField(blank=True, null=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                (
                    "report",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mail",
                        to="feedback.faultreport",
                    ),
                ),
            ],
            options={
                "verbose_name": "e-mail of an answer",
                "verbose_name_plural": "e-mails of answers",
                "indexes": [
                    models.Index(
                        condition=models.Q(("sent_at__isnull", True)),
                        fields=["tried_at"],
                        name="answer_mail_waiting",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sent_at__isnull", True),
                            models.Q(
                                ("sent_at__gte", models.F("tried_at")), ("tried_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="answer_mail_sent_after_tried",
                    )
                ],
            },
        ),
        migrations.AddField("faultreport", "notified_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunPython(copy_sent_answers, restore_sent_answers),
        migrations.RemoveConstraint("faultreport", "fault_report_sent_when_answered"),
        migrations.RemoveField("faultreport", "sent_at"),
        migrations.AddIndex(
            "faultreport",
            models.Index(
                condition=models.Q(("answered_at__isnull", True), ("notified_at__isnull", True)),
                fields=["module", "created_at"],
                name="fault_report_without_notice",
            ),
        ),
        migrations.AddConstraint(
            "faultreport",
            models.CheckConstraint(
                condition=models.Q(
                    ("notified_at__isnull", True),
                    ("notified_at__gte", models.F("created_at")),
                    _connector="OR",
                ),
                name="fault_report_notified_after_received",
            ),
        ),
    ]
