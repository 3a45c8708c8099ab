"""What the real program asked of the disk, call by call, as the kernel heard it; needs strace.

Shared memory is mapped and not written, so it is not seen; it does not outlive the power either."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.crash.recorded import BEGIN, END, SAID
from tests.tree import ROOT

_CALLS = (
    "openat,open,creat,write,pwrite64,writev,pwritev,pwritev2,ftruncate,truncate,fallocate,rename,renameat,"
    "renameat2,unlink,unlinkat,rmdir,mkdir,mkdirat,link,linkat,symlink,symlinkat,fsync,fdatasync,lseek,"
    "sync_file_range,copy_file_range,sendfile,close"
)
_LINE = re.compile(r"^\d+\s+(\w+)\((.*)\)\s+= (-?\d+)")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_FILE = re.compile(r"(\d+)<((?:\\x[0-9a-f]{2})*)>")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that reached the kernel. `name` is a path below the folder."""

    kind: str
    name: str = ""
    other: str = ""
    offset: int = 0
    data: bytes = b""


def record(operation: str, folder: Path, trace: Path) -> list[Step]:
    """Runs the operation in `folder`; what was done there until its end, its beginning being marked."""
    subprocess.run(
        ["strace", "-f", "--seccomp-bpf", "-y", "-qq", "-xx", "-s", "100000000", "-e", f"trace={_CALLS}",
         "-o", str(trace), sys.executable, "-m", "tests.crash.recorded", operation, str(folder)],
        check=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    reader = _Reader(folder.resolve())
    for line in trace.read_text("ascii").splitlines():
        assert "unfinished" not in line, "two threads at once: the order of their calls is not known"
        reader.take(line)
    assert any(step.kind == "said" for step in reader.steps)
    return reader.steps


class _Reader:
    def __init__(self, folder: Path) -> None:
        self.steps: list[Step] = []
        self._folder = folder
        self._over = False
        self._at: dict[str, int] = {}
        """How far each open file has been written, by its number."""

    def take(self, line: str) -> None:
        found = _LINE.match(line)
        if not found:
            return
        call, arguments, result = found[1], found[2], int(found[3])
        if result < 0:
            return
        texts = [_bytes(one) for one in _TEXT.findall(arguments)]
        files = [(number, os.fsdecode(_bytes(path))) for number, path in _FILE.findall(arguments)]
        handler = getattr(self, f"_{_ALIKE.get(call, call)}", None)
        if handler:
            handler(arguments, texts, files, result)

    def _openat(self, arguments: str, texts: list[bytes], _: object, result: int) -> None:
        self._at[str(result)] = 0
        name = self._named(texts[0])
        if name and "O_CREAT" in arguments:
            self._add(Step("create", name))
        if name and "O_TRUNC" in arguments:
            self._add(Step("truncate", name))

    def _write(self, _: str, texts: list[bytes], files: list[tuple[str, str]], result: int) -> None:
        number, path = files[0]
        if path == os.devnull:
            self._mark(texts[0].decode())
        elif name := self._inside(path):
            assert len(texts[0]) == result
            self._add(Step("write", name, offset=self._at[number], data=texts[0]))
        self._at[number] = self._at.get(number, 0) + result

    def _pwrite64(
        self, arguments: str, texts: list[bytes], files: list[tuple[str, str]], result: int
    ) -> None:
        if name := self._inside(files[0][1]):
            assert len(texts[0]) == result
            self._add(Step("write", name, offset=int(arguments.rsplit(",", 1)[1]), data=texts[0]))

    def _lseek(self, _: str, __: object, files: list[tuple[str, str]], result: int) -> None:
        self._at[files[0][0]] = result

    def _ftruncate(self, arguments: str, _: object, files: list[tuple[str, str]], __: int) -> None:
        if name := self._inside(files[0][1]):
            self._add(Step("truncate", name, offset=int(arguments.rsplit(",", 1)[1])))

    def _sendfile(self, _: str, __: object, files: list[tuple[str, str]], result: int) -> None:
        (number, target), (_other, source) = files[:2]
        if result and (name := self._inside(target)):
            data = self._whole(source)[self._at[number] : self._at[number] + result]
            self._add(Step("write", name, offset=self._at[number], data=data))
        self._at[number] += result

    def _rename(self, _: str, texts: list[bytes], __: object, ___: int) -> None:
        self._add(Step("rename", self._named(texts[0]), self._named(texts[1])))

    def _unlink(self, _: str, texts: list[bytes], __: object, ___: int) -> None:
        self._add(Step("unlink", self._named(texts[0])))

    def _mkdir(self, _: str, texts: list[bytes], __: object, ___: int) -> None:
        self._add(Step("mkdir", self._named(texts[0])))

    def _rmdir(self, _: str, texts: list[bytes], __: object, ___: int) -> None:
        self._add(Step("rmdir", self._named(texts[0])))

    def _fsync(self, _: str, __: object, files: list[tuple[str, str]], ___: int) -> None:
        if name := self._inside(files[0][1]):
            self._add(Step("sync", name))

    def _whole(self, source: str) -> bytes:
        """What is copied was there before, and does not change while it is copied."""
        return Path(source).read_bytes()

    def _mark(self, word: str) -> None:
        self._over = word == END
        if word == BEGIN:
            self.steps.append(Step("begin"))
        elif word.startswith(SAID):
            self.steps.append(Step("said", data=word.removeprefix(SAID).encode()))

    def _named(self, path: bytes) -> str:
        return self._inside(str(Path(os.fsdecode(path)).absolute()))

    def _inside(self, path: str) -> str:
        """Empty for what is not below the folder, and for shared memory."""
        if path.endswith("-shm"):
            return ""
        place = Path(path)
        if place == self._folder:
            return "."
        return place.relative_to(self._folder).as_posix() if self._folder in place.parents else ""

    def _add(self, step: Step) -> None:
        if step.name and not self._over:
            self.steps.append(step)


_ALIKE = {
    "open": "openat", "fdatasync": "fsync", "renameat": "rename", "renameat2": "rename", "unlinkat": "unlink",
    "mkdirat": "mkdir",
}  # fmt: skip


def _bytes(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))
