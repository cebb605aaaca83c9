"""Checks wheels against their sha256 and unpacks the named parts of them, streaming.

Input (stdin, JSON): {"target": folder, "wheels": [{"file", "sha256", "names": [exact names], "prefixes": [...], "patterns": [regular expressions]}]}.
Output: lines "bytes <done> <total>" while it works. Exit 3 and a line "mismatch <file> <sha256>" where a wheel is not the pinned one.
"""
import hashlib
import json
import os
import re
import sys
import zipfile

CHUNK = 1 << 20


def digest(file):
    sha = hashlib.sha256()
    with open(file, "rb") as source:
        for block in iter(lambda: source.read(CHUNK), b""):
            sha.update(block)
    return sha.hexdigest()


def wanted(name, wheel):
    if name.endswith("/") or ".." in name.split("/") or name.startswith("/"):
        return False
    return (
        name in wheel["names"]
        or any(name.startswith(prefix) for prefix in wheel["prefixes"])
        or any(re.fullmatch(pattern, name) for pattern in wheel["patterns"])
    )


def main():
    job = json.load(sys.stdin)
    for wheel in job["wheels"]:
        found = digest(wheel["file"])
        if found != wheel["sha256"]:
            print("mismatch", wheel["file"], found, flush=True)
            sys.exit(3)
    plan = []
    for wheel in job["wheels"]:
        archive = zipfile.ZipFile(wheel["file"])
        plan += [(archive, member) for member in archive.infolist() if wanted(member.filename, wheel)]
    total = sum(member.file_size for _, member in plan)
    done = 0
    for archive, member in plan:
        path = os.path.join(job["target"], member.filename)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with archive.open(member) as source, open(path, "wb") as sink:
            for block in iter(lambda: source.read(CHUNK), b""):
                sink.write(block)
                done += len(block)
                print("bytes", done, total, flush=True)
        # The cache may be shared with other users; some wheels let only the owner read or run.
        mode = member.external_attr >> 16 & 0o777
        os.chmod(path, (mode or 0o644) | 0o444 | (0o111 if mode & 0o100 else 0))


main()
