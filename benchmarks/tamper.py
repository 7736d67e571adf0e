"""Whether any change of a single byte of a sealed package goes unnoticed.

    onevoice demo --until after --package story.zip --no-serve
    .venv/bin/python benchmarks/tamper.py story.zip [--random 2000] [--small 65536]

Changes one byte at a time, at every position of the small files and at random positions of the
whole archive, and checks the package after each. Prints how many changes were tried and which
were not found, and ends with 1 if there are any. The suite tries a part of them
(`tests/proof/test_story_package.py`); this is the whole sweep, with a check of about 10 ms each.
"""

import argparse
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from workflow.files import checking
from workflow.files.package import unpack


def unnoticed(data: bytes, at: int, bits: int) -> bool:
    """Tell whether a package still holds with other bits at this position."""
    changed = bytearray(data)
    changed[at] ^= bits
    return checking.check(bytes(changed)).holds


def main() -> int:
    """Try all changes and say which were not found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("package", type=Path)
    parser.add_argument("--random", type=int, default=2000)
    parser.add_argument("--small", type=int, default=64 * 1024, help="bytes of a small file")
    given = parser.parse_args()
    data = given.package.read_bytes()
    if not checking.check(data).holds:
        sys.stderr.write("The package does not hold as it is.\n")
        return 2
    began, tried, missed = time.monotonic(), 0, []
    for name, content in unpack(data).items():
        if len(content) > given.small:
            continue
        start = data.index(content)
        found = [f"{name}, byte {n}" for n in range(len(content)) if unnoticed(data, start + n, 1)]
        tried, missed = tried + len(content), missed + found
        sys.stdout.write(f"{name:24} {len(content):7} positions, {len(found)} not found\n")
        sys.stdout.flush()
    chance = random.Random(1)
    for _ in range(given.random):
        at, bits = chance.randrange(len(data)), chance.randrange(1, 256)
        missed += [f"archive, byte {at}"] if unnoticed(data, at, bits) else []
    tried += given.random
    seconds = time.monotonic() - began
    sys.stdout.write(f"{tried} changes in {seconds:.0f} s, {len(missed)} not found\n")
    sys.stdout.writelines(f"  {one}\n" for one in missed)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
