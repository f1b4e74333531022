"""The store of H5P libraries, for other packages."""

from lms.h5p.enums import DependencyKind
from lms.h5p.models import H5PDependency, H5PLibrary
from lms.h5p.queries import LibraryStore, library_at, library_store, store_revision
from lms.h5p.rules import TYPES_WITH_PASS_MARK, completion_rule, evaluates_text
from lms.h5p.structure import (
    ContentDefinition,
    InvalidStructure,
    LibraryDefinition,
    LibraryRef,
    libraries_named_in,
    read_content_definition,
    read_library_definition,
)
