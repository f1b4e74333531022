"""Base classes of models."""

from typing import Any, NoReturn, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model, covariant=True)


class RowIsImmutable(Exception):
    """An attempt to change or delete a row of an append-only model."""


class AppendOnlyQuerySet(models.QuerySet[Row]):
    """A queryset that neither changes nor deletes rows."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise RowIsImmutable

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise RowIsImmutable

    def delete(self) -> NoReturn:
        raise RowIsImmutable


class UnindexedModel(models.Model):
    """A model whose references do not count as uses of pages, files and snippets in the admin."""

    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True


class AppendOnlyModel(UnindexedModel):
    """A model whose rows are saved once; triggers refuse changes in the database too."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise RowIsImmutable
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise RowIsImmutable
