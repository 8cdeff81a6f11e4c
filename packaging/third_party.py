#!/usr/bin/env python3
"""Prints the licences of the crates that the program is built from, as their notices ask for.

    packaging/third_party.py [TARGET] > THIRD-PARTY-LICENSES

A crate whose package holds no licence text is named with what it declares; TARGET leaves out what other
platforms need.
"""

import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
NAMES = ("licen", "copying", "notice", "unlicense", "copyright")


def metadata(target):
    """What cargo knows of the packages, as it resolves them for `target` or for all."""
    command = ["cargo", "metadata", "--format-version", "1", "--locked", "--manifest-path", str(TOP / "Cargo.toml")]
    if target:
        command += ["--filter-platform", target]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def linked(found):
    """The packages whose code is in the program: no development or build dependencies."""
    nodes = {node["id"]: node for node in found["resolve"]["nodes"]}
    wanted, left = set(), [found["resolve"]["root"]]
    while left:
        node = nodes[left.pop()]
        if node["id"] in wanted:
            continue
        wanted.add(node["id"])
        for dependency in node["deps"]:
            if any(kind["kind"] is None for kind in dependency["dep_kinds"]):
                left.append(dependency["pkg"])
    return [p for p in found["packages"] if p["id"] in wanted and p["id"] != found["resolve"]["root"]]


def texts(package):
    """The licence texts in a crate, by file name."""
    folder = Path(package["manifest_path"]).parent
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.name.lower().startswith(NAMES):
            yield path.read_text(encoding="utf-8", errors="replace").replace("\r\n", "\n").strip()


def main():
    users, without = defaultdict(list), []
    for package in sorted(linked(metadata(sys.argv[1] if len(sys.argv) > 1 else None)), key=lambda p: p["name"]):
        name = f"{package['name']} {package['version']} ({package['license']})"
        found = list(texts(package))
        for text in found:
            users[text].append(name)
        if not found:
            without.append(name)
    rule = "=" * 78
    print("srvlint is built from these crates.\n")
    for text, names in sorted(users.items(), key=lambda entry: entry[1]):
        print(rule, *names, rule, "", text, "", sep="\n")
    if without:
        print(rule, "Crates that hold no licence text; they declare:", *without, rule, sep="\n")


main()
