"""Receivers that update the index in the transaction that changes a page."""

from django.db.models.signals import pre_delete
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished

from search.indexing.actions import index_page, remove_page


@receiver(page_published)
def index_published_page(instance: Page, **kwargs: object) -> None:
    index_page(page=instance)


@receiver(page_unpublished)
def remove_unpublished_page(instance: Page, **kwargs: object) -> None:
    remove_page(page=instance)


@receiver(pre_delete, sender=Page)
def remove_deleted_page(instance: Page, **kwargs: object) -> None:
    """Remove the page before the database cascades, so that its terms are no longer counted."""
    remove_page(page=instance)
