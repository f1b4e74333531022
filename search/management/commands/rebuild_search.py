"""`manage.py rebuild_search`: rebuild the search index."""

from time import perf_counter

from django.core.management.base import BaseCommand

from search.indexing.actions import rebuild_index


class Command(BaseCommand):
    """Rebuilds the index from the published pages, without interrupting searches."""

    help = "Build the search index anew from all published pages."

    def handle(self, *args: object, **options: object) -> None:
        began = perf_counter()
        count = rebuild_index()
        self.stdout.write(f"{count} passages indexed in {perf_counter() - began:.1f} s")
