"""How static files are named, so that browsers may keep each for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Every file under a name that changes with it, also where one script asks for another."""

    support_js_module_import_aggregation = True
