"""Faults of packages, each with its message to the trainer."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ProblemCode(TextChoices):
    """A fault and its message, with the placeholder `where` and others that depend on the fault."""

    # the archive
    NOT_A_ZIP = (
        "not_a_zip",
        _(
            "The file is not a zip archive, or it was cut off on its way here. Export the package again "
            "and try with the new file."
        ),
    )
    TOO_MANY_FILES = (
        "too_many_files",
        _("The archive holds more than %(limit)s files. Divide the material into several packages."),
    )
    TOO_LARGE = (
        "too_large",
        _(
            "Unpacked, the package is larger than %(limit)s. Make its films and pictures smaller, or divide "
            "it into several packages."
        ),
    )
    INFLATES = (
        "inflates",
        _(
            "“%(where)s” grows to more than %(limit)s times its size when it is unpacked, as harmful "
            "archives do. Leave that file out or save it in another format, and pack again."
        ),
    )
    ARCHIVE_INFLATES = (
        "archive_inflates",
        _(
            "The archive grows to more than %(limit)s times its size when it is unpacked, as harmful "
            "archives do. Export the package again."
        ),
    )
    OUTSIDE = (
        "outside",
        _("“%(where)s” has a path that leads out of the package. Pack again from the package's own folder."),
    )
    BACKSLASH = (
        "backslash",
        _("“%(where)s” has a backslash in its path. Pack again with a tool that writes ordinary zip files."),
    )
    BAD_NAME = (
        "bad_name",
        _("“%(where)s” is a name that a file can't have here. Rename the file and pack again."),
    )
    NOT_A_FILE = (
        "not_a_file",
        _("“%(where)s” is a link or a device, not a file. Put the file itself there and pack again."),
    )
    TWICE = (
        "twice",
        _("“%(where)s” is in the archive twice. Remove one of them and pack again."),
    )
    SAME_BUT_CASE = (
        "same_but_case",
        _("“%(where)s” and “%(other)s” differ only by upper and lower case. Rename one and pack again."),
    )
    FILE_AND_FOLDER = (
        "file_and_folder",
        _("“%(where)s” is both a file and a folder in the archive. Rename one and pack again."),
    )
    ENCRYPTED = (
        "encrypted",
        _("“%(where)s” is protected by a password. Pack again without a password."),
    )
    COMPRESSION = (
        "compression",
        _("“%(where)s” is packed in an unusual way. Pack again as an ordinary zip file (Deflate)."),
    )
    DAMAGED = (
        "damaged",
        _("“%(where)s” is damaged in the archive. Export the package again and try with the new file."),
    )

    # the manifest
    NO_MANIFEST = (
        "no_manifest",
        _(
            "There is no imsmanifest.xml in the archive, so it is no SCORM package. Export the material as "
            "SCORM 1.2 or SCORM 2004, not as AICC, xAPI or web pages."
        ),
    )
    MANIFEST_IN_FOLDER = (
        "manifest_in_folder",
        _(
            "imsmanifest.xml lies in the folder “%(where)s” and not at the top of the archive. Pack the "
            "contents of that folder, or confirm that the folder is to be used as the top."
        ),
    )
    MANIFEST_IN_FOLDERS = (
        "manifest_in_folders",
        _(
            "There are several packages in the archive, in the folders %(where)s. Pack each of them on its "
            "own, or say which folder is to be used as the top."
        ),
    )
    ZIP_IN_ZIP = (
        "zip_in_zip",
        _(
            "There is no imsmanifest.xml in the archive, but another archive, “%(where)s”. Unpack yours and "
            "import that one instead."
        ),
    )
    ROOT_WITHOUT_MANIFEST = (
        "root_without_manifest",
        _("There is no imsmanifest.xml in the folder “%(where)s”. Choose the folder that has it."),
    )
    MANIFEST_TOO_LARGE = (
        "manifest_too_large",
        _("imsmanifest.xml is larger than a manifest may be. Export the package again."),
    )
    XML_BROKEN = (
        "xml_broken",
        _("imsmanifest.xml can't be read as XML (line %(line)s). Export the package again."),
    )
    XML_DTD = (
        "xml_dtd",
        _(
            "imsmanifest.xml declares a document type or an entity of its own, which can be used to read "
            "other files. Remove the declaration (<!DOCTYPE …>) and pack again."
        ),
    )
    NOT_A_MANIFEST = (
        "not_a_manifest",
        _("imsmanifest.xml holds something else than a manifest (“%(where)s”). Export the package again."),
    )
    UNKNOWN_STANDARD = (
        "unknown_standard",
        _("The package says that it is “%(where)s”. Export it as SCORM 1.2 or SCORM 2004 instead."),
    )
    NO_ORGANIZATION = (
        "no_organization",
        _(
            "imsmanifest.xml has no organization, so there is nothing to show. Export the package again as a "
            "course, with at least one page."
        ),
    )
    EMPTY_ORGANIZATION = (
        "empty_organization",
        _("The organization “%(where)s” has no items. Add at least one page and export the package again."),
    )
    NOTHING_TO_LAUNCH = (
        "nothing_to_launch",
        _("No item in the package has anything to open. Export it again with at least one page."),
    )
    NO_IDENTIFIER = (
        "no_identifier",
        _("The item “%(where)s” has no identifier. Give it one in imsmanifest.xml and pack again."),
    )
    IDENTIFIER_TWICE = (
        "identifier_twice",
        _("The identifier “%(where)s” is used twice in imsmanifest.xml. Give each its own and pack again."),
    )
    IDENTIFIER_TOO_LONG = (
        "identifier_too_long",
        _("The identifier “%(where)s” is longer than %(limit)s characters. Shorten it and pack again."),
    )
    RESOURCE_MISSING = (
        "resource_missing",
        _(
            "The item “%(where)s” points to the resource “%(other)s”, which is not in imsmanifest.xml. "
            "Export the package again."
        ),
    )
    RESOURCE_IN_SUB_MANIFEST = (
        "resource_in_sub_manifest",
        _(
            "The item “%(where)s” points to a manifest inside the manifest (“%(other)s”), which is not "
            "supported. Export the package as one course."
        ),
    )
    NO_LAUNCH = (
        "no_launch",
        _("The item “%(where)s” has no file to open (resource “%(other)s”). Export the package again."),
    )
    LAUNCH_OUTSIDE = (
        "launch_outside",
        _(
            "The item “%(where)s” opens “%(other)s”, which lies outside the package. Put the page in the "
            "package and pack again."
        ),
    )
    LAUNCH_MISSING = (
        "launch_missing",
        _("The item “%(where)s” opens “%(other)s”, which is not in the archive. Export the package again."),
    )
    LAUNCH_TOO_LONG = (
        "launch_too_long",
        _(
            "The item “%(where)s” opens an address of more than %(limit)s characters (“%(other)s”). "
            "Export the package again with shorter names."
        ),
    )
    BAD_NUMBER = (
        "bad_number",
        _("The item “%(where)s” has the value “%(other)s” as %(name)s. It must be a number, %(range)s."),
    )
    TOO_DEEP = (
        "too_deep",
        _("The items in imsmanifest.xml lie too deep in each other. Export the package with fewer levels."),
    )
    TOO_MANY_PARTS = (
        "too_many_parts",
        _(
            "imsmanifest.xml describes more than %(limit)s things, far more than a course has. Divide the "
            "material into several packages."
        ),
    )
    SEQUENCING_MISSING = (
        "sequencing_missing",
        _("“%(where)s” uses the sequencing rules “%(other)s”, which are missing. Export the package again."),
    )

    # H5P content and libraries
    H5P_JSON = (
        "h5p_json",
        _("“%(where)s” can't be read as JSON. Export the content again from the tool that made it."),
    )
    H5P_FILE_MISSING = (
        "h5p_file_missing",
        _("There is no “%(where)s” in the archive. Export the content again from the tool that made it."),
    )
    H5P_VALUE = (
        "h5p_value",
        _("“%(where)s” lacks what H5P needs, or has it in another form: %(name)s. Export the content again."),
    )
    H5P_FILE_TYPE = (
        "h5p_file_type",
        _("“%(where)s” is of a type that may not be part of H5P content. Take it out and pack again."),
    )
    H5P_SVG = (
        "h5p_svg",
        _(
            "“%(where)s” is a drawing (SVG) with a script in it, or one that can't be read. Save the drawing "
            "without scripts, or as PNG, and pack again."
        ),
    )
    H5P_LIBRARY_MISSING = (
        "h5p_library_missing",
        _(
            "The content needs the library “%(where)s”, which is not installed here. Write to those who run "
            "the service: they can install it."
        ),
    )
    H5P_NOT_RUNNABLE = (
        "h5p_not_runnable",
        _("The library “%(where)s” shows nothing by itself, so content can't have it as its type."),
    )
    H5P_LIBRARY_FILE = (
        "h5p_library_file",
        _("The library in “%(where)s” names the file “%(other)s”, which is missing there. Pack it again."),
    )
    H5P_LIBRARY_FOLDER = (
        "h5p_library_folder",
        _("The folder “%(where)s” has the library “%(other)s”: folder and library.json must say the same."),
    )
    H5P_LIBRARY_NEEDS = (
        "h5p_library_needs",
        _(
            "The libraries need “%(where)s”, which is neither in the archive nor installed. Install it "
            "first, or with them."
        ),
    )
    H5P_CORE_TOO_OLD = (
        "h5p_core_too_old",
        _(
            "The library in “%(where)s” needs version %(other)s of H5P's core; this service has %(core)s. "
            "Use an older version of the library."
        ),
    )
    H5P_NO_LIBRARY = (
        "h5p_no_library",
        _("There is no library in the archive, so there is nothing to install."),
    )
    H5P_BEING_INSTALLED = (
        "h5p_being_installed",
        _("Libraries are being installed right now. Wait until that is ready, and try again."),
    )

    # the import
    ALREADY_IMPORTED = (
        "already_imported",
        _("This very file is already imported, as “%(where)s”. There is nothing new to take in."),
    )
    BEING_IMPORTED = (
        "being_imported",
        _("This file is being imported right now. Wait until that is ready."),
    )
    NOT_STORED = (
        "not_stored",
        _("The files could not be stored (%(detail)s). Try again, and tell those who run the service."),
    )
