"""Looking into a zipped workbook before it is opened: bombs, macros, passwords and definitions are refused.

The names and sizes come from the archive's directory. Every part is then unpacked once, no further than the
directory says and with its checksum, so that a directory that lies is found out too.
"""

from __future__ import annotations

import io
import re
import zlib
from zipfile import BadZipFile, ZipFile

from importing.files.sheet import Unreadable

MOST_UNPACKED = 100 * 1024 * 1024
MOST_RATIO = 100
MOST_PARTS = 5_000
PIECE = 1024 * 1024
OLD_CONTAINER = bytes.fromhex("D0CF11E0A1B11AE1")
_BROKEN = "The file is damaged: it cannot be unpacked. Save it again in your spreadsheet program and try that file."
_LOCKED = "The workbook is protected by a password. Save a copy without the password and import that."
_MACROS = (
    "The workbook holds macros, which are never run or kept here. Save it as a plain .xlsx or .ods and import that."
)
# What no spreadsheet needs and entity bombs are made of.
_DEFINITIONS = re.compile(rb"<!(?:DOCTYPE|ENTITY)")


def refuse_old_container(content: bytes) -> None:
    """Raise Unreadable for the container of old Excel files and of workbooks with a password."""
    if not content.startswith(OLD_CONTAINER):
        return
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Unreadable(_LOCKED)
    raise Unreadable("This is an old Excel file (.xls). Open it and save it as .xlsx, .ods or .csv, then import that.")


def opened(content: bytes) -> ZipFile:
    """The archive, looked through. Raises Unreadable, before anything is unpacked if its directory gives it away."""
    try:
        archive = ZipFile(io.BytesIO(content))
        parts = archive.infolist()
    except (BadZipFile, ValueError, OSError, NotImplementedError) as problem:
        raise Unreadable(_BROKEN) from problem
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED:
        raise Unreadable(f"Unpacked, the workbook would be over {MOST_UNPACKED // 1024**2} MB. It is not opened.")
    if unpacked > MOST_RATIO * len(content) or any(_is_dense(part.file_size, part.compress_size) for part in parts):
        raise Unreadable(f"The workbook unpacks to over {MOST_RATIO} times its size, as a bomb does. It is not opened.")
    if len(parts) > MOST_PARTS or len({part.filename for part in parts}) < len(parts):
        raise Unreadable(_BROKEN)
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable(_LOCKED)
    names = [part.filename.lower() for part in parts]
    if any("vbaproject" in name or name.startswith(("basic/", "scripts/")) for name in names):
        raise Unreadable(_MACROS)
    if "xl/workbook.bin" in names:
        raise Unreadable("This is a binary Excel workbook (.xlsb). Save it as .xlsx, .ods or .csv and import that.")
    for name in names:
        _look_through(archive, name, archive.namelist()[names.index(name)])
    return archive


def _is_dense(size: int, packed: int) -> bool:
    """Whether one part is a bomb; small parts of few different characters are harmless."""
    return size > PIECE and size > MOST_RATIO * max(packed, 1)


def _look_through(archive: ZipFile, lower: str, name: str) -> None:
    """Unpack a part and forget it: what it holds is checked, its words are not kept."""
    is_markup = lower.endswith((".xml", ".rels"))
    start = b""
    try:
        with archive.open(name) as part:
            while piece := part.read(PIECE):
                if is_markup and _DEFINITIONS.search(start + piece):
                    raise Unreadable("The workbook defines words of its own (a DOCTYPE), as no spreadsheet does.")
                if lower == "[content_types].xml" and b"macroEnabled" in piece:
                    raise Unreadable(_MACROS)
                if lower == "meta-inf/manifest.xml" and b"encryption-data" in piece:
                    raise Unreadable(_LOCKED)
                if is_markup and not start and (b"\x00" in piece[:4] or piece[:2] in (b"\xff\xfe", b"\xfe\xff")):
                    raise Unreadable(_BROKEN)
                start = piece[-16:]
    except (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as problem:
        raise Unreadable(_BROKEN) from problem
