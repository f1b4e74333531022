"""The form of all pages: a draft needs a title only, and publishing lists what is missing."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.rich_text import get_text_for_indexing

#: the codes of errors of missing values
MISSING = frozenset({"blank", "null", "required"})

#: the columns of a page that its publication writes
OF_PUBLICATION = (
    "live",
    "live_revision_id",
    "first_published_at",
    "last_published_at",
    "expired",
    "has_unpublished_changes",
)


class DraftPageForm(WagtailAdminPageForm):
    """A form that lists all missing fields in one sentence when the page cannot be published."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False  # the page makes one from its title

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and not self.is_deferred_validation and (labels := list(self._missing_labels())):
            sentence = _("Fill in first: %(fields)s. Until then you can save the page as a draft.")
            self.add_error(None, sentence % {"fields": ", ".join(labels)})

    def clean(self) -> dict[str, Any]:
        """Require text in required rich text fields: an empty editor posts an empty paragraph."""
        data: dict[str, Any] = super().clean()
        rich = {field.name for field in self.instance._meta.fields if isinstance(field, RichTextField)}
        for name in rich & data.keys():
            field = self.fields[name]
            if field.required and not get_text_for_indexing(data[name]):
                self.add_error(name, ValidationError(field.error_messages["required"], code="required"))
        return data

    @transaction.atomic
    def save(self, commit: bool = True) -> Page:
        """Save the draft; leave the page's row to its readers if it was published after it was read here.

        Wagtail saves the row of a page that is not live, with all its values. An automatic save that is under
        way while the page is published would make it a draft again.
        """
        rows = Page.objects.select_for_update().filter(pk=self.instance.pk)
        published = rows.filter(live=True).values(*OF_PUBLICATION).first() if commit else None
        for name, value in (published or {}).items():
            setattr(self.instance, name, value)
        page: Page = super().save(commit=commit and published is None)
        return page

    def _missing_labels(self) -> Iterator[str]:
        errors = self.errors.as_data()
        for name, field in self.fields.items():
            if any(_is_missing(error) for error in errors.get(name, ())):
                yield str(field.label)


def _is_missing(error: ValidationError) -> bool:
    non_block_errors = getattr(error, "non_block_errors", None)  # a stream without blocks
    return error.code in MISSING or bool(non_block_errors)
