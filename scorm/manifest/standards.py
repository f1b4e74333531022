"""Detection of a manifest's standard."""

from xml.etree.ElementTree import Element

from scorm.enums import PackageStandard
from scorm.manifest.problems import ManifestFault, ManifestRefused
from scorm.manifest.xml import child, namespaces_used, text_of

#: parts of namespaces that only one of the standards uses
SIGNS_OF_2004 = ("adlcp_v1p3", "adlseq_v1p3", "adlnav_v1p3", "imscp_v1p1", "/imsss")
SIGNS_OF_12 = ("adlcp_rootv1p2", "imscp_rootv1p1p2")


def standard_of(root: Element) -> tuple[PackageStandard, str]:
    """Return the standard and the schema version as written.

    `schemaversion` decides where it is clear ("1.2"; "CAM 1.3" is the 2nd edition of 2004), else the
    namespaces do; a bare manifest counts as 1.2. Raises ManifestRefused for another kind of package.
    """
    metadata = child(root, "metadata")
    version, schema = text_of(metadata, "schemaversion"), text_of(metadata, "schema")
    namespaces = " ".join(namespaces_used(root))
    is_2004 = any(sign in namespaces for sign in SIGNS_OF_2004)
    is_12 = any(sign in namespaces for sign in SIGNS_OF_12)
    if schema and "scorm" not in schema.casefold() and not (is_12 or "adl" in namespaces):
        raise ManifestRefused.of(ManifestFault.UNKNOWN_STANDARD, f"{schema} {version}".strip())
    if "2004" in version or "1.3" in version:
        return PackageStandard.SCORM_2004, version
    if "1.2" in version:
        return PackageStandard.SCORM_12, version
    if is_2004 and not is_12:
        return PackageStandard.SCORM_2004, version
    return PackageStandard.SCORM_12, version
