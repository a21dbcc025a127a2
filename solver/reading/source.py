"""Opens what people hand over: a file, a gzip or zip archive, or a folder with all below it, within bounds.

A source is a file or a member of an archive. What it holds is read once, and everything that one input holds together is
bounded by SIZE_LIMIT_BYTES after decompression, so that neither a huge folder nor a zip bomb costs more than a refusal.
"""

from __future__ import annotations

import io
import itertools
import lzma
import os
import re
import stat
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from solver.reading.entry import InputError

# Ten times the largest public collection. A file of this size takes 13 CPU seconds and 510 MB to read.
SIZE_LIMIT_BYTES = 64 * 1024 * 1024
FILE_LIMIT = 100_000  # looked at in a folder or an archive, whatever they are: half a second
CHALLENGES = "challenges"  # how the name of a competition's file ends
DEPTH_LIMIT = 8  # folders below the one named; public collections have two
DIRECTORY_LIMIT_BYTES = 16 * 1024 * 1024  # of an archive: as many names as FILE_LIMIT, 160 bytes each
SUFFIX = re.compile(r"(?P<json>\.json|\.jsonl|\.ndjson)(?P<gzip>\.gz)?$", re.IGNORECASE)
GZIP, ZIP, ZIP_END = b"\x1f\x8b", b"PK\x03\x04", b"PK\x05\x06"
FOREIGN_FOLDERS = {"node_modules", "__pycache__", "__MACOSX"}
BLOCK_BYTES = 1 << 20


@dataclass(frozen=True)
class Source:
    """A file, or a member of the archive at `path`. parts: its place below what was named, folders first."""

    path: Path
    parts: tuple[str, ...]
    archive: zipfile.ZipFile | None = None
    member: zipfile.ZipInfo | None = None

    def __str__(self) -> str:
        return str(self.path) if self.archive is None else f"{self.path}/{'/'.join(self.parts)}"

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.parts[-1]

    @property
    def stem(self) -> str:
        """The name without .json, .jsonl, .gz in any letter case."""
        return stem_of(self.name)

    @property
    def is_challenges(self) -> bool:
        """True for a name such as arc-agi_test_challenges.json, in any letter case."""
        return self.stem.lower().endswith(CHALLENGES)

    def beside(self, name: str) -> Source | None:
        """The source of another name in the same folder; None when there is none."""
        parts = (*self.parts[:-1], name)
        if self.archive is None:
            path = self.path.with_name(name)
            return Source(path, parts) if path.is_file() else None
        return next((other for other in _members(self.path, self.archive) if other.parts == parts), None)


class Allowance:
    """How many bytes may still be read of one input."""

    def __init__(self) -> None:
        self.left = SIZE_LIMIT_BYTES

    def take(self, data: bytes, source: Source) -> bytes:
        """Count the bytes of a source. Raises InputError when they are more than may be read."""
        self.left -= len(data)
        if self.left < 0:
            raise InputError(f"{source}: expected at most {SIZE_LIMIT_BYTES:,} bytes, found more")
        return data


def stem_of(name: str) -> str:
    """A file's name without its suffix for JSON or an archive."""
    return SUFFIX.sub("", name) if SUFFIX.search(name) else re.sub(r"\.zip$", "", name, flags=re.IGNORECASE)


def sources_in(path: Path) -> list[Source]:
    """The JSON files of a folder or a zip archive and of all folders below it, hidden ones left out, sorted by their place.

    A dangling link and a folder that may not be read are among them; a pipe is not. Raises InputError when there are too
    many, or too deep, or too large.
    """
    found = sorted(_members(path, _opened(path)) if path.is_file() else _files(path), key=lambda source: source.parts)
    if sum(_size(source) for source in found) > SIZE_LIMIT_BYTES:
        raise over_limit(path)
    return found


def over_limit(path: Path) -> InputError:
    """What is said of a folder or an archive that holds too much."""
    return InputError(f"{path}: expected at most {SIZE_LIMIT_BYTES:,} bytes of JSON, found more")


def _files(top: Path) -> list[Source]:
    """Walk through the folders below `top`, each once, whatever links lead to it. One that may not be read is in the result."""
    found: list[Source] = []
    seen: set[tuple[int, int]] = set()
    waiting = [top]
    looked_at = 0
    while waiting:
        folder = waiting.pop()
        if len(folder.relative_to(top).parts) > DEPTH_LIMIT:
            raise InputError(f"{top}: expected at most {DEPTH_LIMIT} levels of folders, found {folder}")
        try:
            state = folder.stat()
            if (state.st_dev, state.st_ino) in seen:
                continue
            seen.add((state.st_dev, state.st_ino))
            with os.scandir(folder) as listing:
                listed = [folder / item.name for item in itertools.islice(listing, FILE_LIMIT + 1 - looked_at)]
            looked_at += len(listed)
            places = [place for place in listed if not _is_foreign((place.name,))]
            waiting += [place for place in places if place.is_dir()]
            # No pipe, but a dangling link, so that it is named.
            wanted = [place for place in places if SUFFIX.search(place.name) and (place.is_file() or not place.exists())]
        except OSError as error:
            if folder == top:
                raise InputError(f"{folder}: expected a readable folder, found {error.strerror or error}") from None
            found.append(Source(folder, folder.relative_to(top).parts))
            continue
        if looked_at > FILE_LIMIT:
            raise InputError(f"{top}: expected a folder of at most {FILE_LIMIT:,} files, found more")
        found += [Source(place, place.relative_to(top).parts) for place in wanted]
    return found


def _is_foreign(parts: tuple[str, ...]) -> bool:
    """True for what is hidden, and for folders that tools make."""
    return any(part.startswith(".") or part in FOREIGN_FOLDERS for part in parts)


def _opened(path: Path) -> zipfile.ZipFile:
    """The zip archive in a file. Its list of names is bounded before it is read: a million names take a gigabyte."""
    raw = read_raw(Source(path, (path.name,)))
    end = raw.rfind(ZIP_END)
    if end >= 0 and int.from_bytes(raw[end + 12 : end + 16], "little") > DIRECTORY_LIMIT_BYTES:
        raise InputError(f"{path}: expected an archive of at most {FILE_LIMIT:,} files, found more")
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise InputError(f"{path}: expected a zip archive, found {error}") from None
    if len(archive.filelist) > FILE_LIMIT:
        raise InputError(f"{path}: expected an archive of at most {FILE_LIMIT:,} files, found more")
    return archive


def _members(path: Path, archive: zipfile.ZipFile) -> list[Source]:
    """The JSON files of a zip archive; of two members of one name the last."""
    found: dict[tuple[str, ...], Source] = {}
    for member in archive.filelist:
        parts = PurePosixPath(member.filename.replace("\\", "/")).parts
        if SUFFIX.search(member.filename) and not member.is_dir() and not _is_foreign(parts):
            found[parts] = Source(path, parts, archive, member)
    return list(found.values())


def _size(source: Source) -> int:
    """What a source says of its size; what is packed is counted again when it is read."""
    if source.member is not None:
        return source.member.file_size
    return source.path.stat().st_size if source.path.is_file() else 0


def is_zip(path: Path) -> bool:
    """True for a regular file that begins like a zip archive."""
    try:
        with path.open("rb") as file:
            return stat.S_ISREG(os.fstat(file.fileno()).st_mode) and file.read(len(ZIP)) == ZIP
    except (OSError, ValueError):
        return False


def read_raw(source: Source) -> bytes:
    """The bytes of a source as they are stored, at most SIZE_LIMIT_BYTES. Raises InputError."""
    try:
        if source.archive is not None and source.member is not None:
            with source.archive.open(source.member) as file:
                raw = file.read(SIZE_LIMIT_BYTES + 1)
        else:
            size = source.path.stat().st_size
            if size > SIZE_LIMIT_BYTES:
                raise InputError(f"{source}: expected at most {SIZE_LIMIT_BYTES:,} bytes, found {size:,}")
            with source.path.open("rb") as file:
                raw = file.read(SIZE_LIMIT_BYTES + 1)  # A pipe or device has no size of its own.
    except (OSError, ValueError) as error:
        raise InputError(f"{source}: expected a readable file, found {getattr(error, 'strerror', None) or error}") from None
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, RuntimeError, KeyError) as error:
        raise InputError(f"{source}: expected a readable member of a zip archive, found {error}") from None
    if len(raw) > SIZE_LIMIT_BYTES:
        raise InputError(f"{source}: expected at most {SIZE_LIMIT_BYTES:,} bytes, found more")
    return raw


def read_bytes(source: Source) -> bytes:
    """The bytes of a source, unpacked if gzip packed them, at most SIZE_LIMIT_BYTES. Raises InputError."""
    raw = read_raw(source)
    if not raw.startswith(GZIP):
        return raw
    parts: list[bytes] = []
    size = 0
    try:
        while raw:
            unpacker = zlib.decompressobj(wbits=31)
            while not unpacker.eof:
                if not raw:
                    raise EOFError("a gzip file that ends too early")
                parts.append(unpacker.decompress(raw, BLOCK_BYTES))
                raw = unpacker.unconsumed_tail or unpacker.unused_data
                size += len(parts[-1])
                if size > SIZE_LIMIT_BYTES:
                    raise InputError(f"{source}: expected at most {SIZE_LIMIT_BYTES:,} bytes when unpacked, found more")
            raw = unpacker.unused_data.lstrip(b"\0")
    except (zlib.error, EOFError) as error:
        raise InputError(f"{source}: expected a gzip file, found {error}") from None
    return b"".join(parts)
