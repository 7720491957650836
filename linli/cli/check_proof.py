"""Checks a proof file of Linli offline; standard library only, Python 3.7 or newer.

    python3 check_proof.py PROOF.json [--key LINE] …

The file says what happened in one matter. This program computes everything anew: the digest of
each entry, the chain from entry to entry, the place of each entry in the log (RFC 9162), the
signature of the house over the log (Ed25519, RFC 8032), and the signatures of witnesses.
``--key`` names a key that you know from elsewhere (a printed sheet, another office), as the line
``name+number+key``; the head must then be signed by one of those keys, or by a key that one of
them introduced, or by a witness among them. Exit code 0: everything fits. 1: something does not.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
from pathlib import Path
from typing import Any, NoReturn

FORMAT = "linli-proof-1"

KeyName = Any
"""(name, number) of a key."""
Keys = Any
"""(name, number) → the 32 bytes of a key."""
Point = Any
"""A point of the curve as (X, Y, Z, T)."""


class Refused(Exception):
    """Something in the file does not fit; two sentences, Chinese and English."""


def refuse(chinese: str, english: str) -> NoReturn:
    """End the check with what does not fit."""
    raise Refused(chinese + "\n" + english)


# Ed25519 (RFC 8032, section 5.1): only what is needed to verify ----------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def recovered(y: int, is_odd: int) -> int | None:
    """Return x for a y on the curve; None where there is none."""
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P)
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and is_odd):
        return None
    return P - x if x & 1 != is_odd else x


def point(raw: bytes) -> Point | None:
    """Return the point that 32 bytes stand for, in extended coordinates, or None."""
    number = int.from_bytes(raw, "little")
    y, is_odd = number & ((1 << 255) - 1), number >> 255
    x = recovered(y, is_odd)
    return None if x is None else (x, y, 1, x * y % P)


def added(one: Point, other: Point) -> Point:
    """Return the sum of two points."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c, d = 2 * one[3] * other[3] * D % P, 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(number: int, base: Point) -> Point:
    """Return ``number`` times a point."""
    total = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = added(total, base)
        base, number = added(base, base), number >> 1
    return total


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = recovered(BASE_Y, 0) or 0
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def is_signed(text: bytes, signature: bytes, key: bytes) -> bool:
    """Return whether 64 bytes are the signature of a key (32 bytes) over a text."""
    if len(signature) != 64 or len(key) != 32:
        return False
    a, r = point(key), point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + key + text).digest()
    left = times(s, BASE)
    right = added(r, times(int.from_bytes(digest, "little") % ORDER, a))
    across = (left[0] * right[2] - right[0] * left[2]) % P
    along = (left[1] * right[2] - right[1] * left[2]) % P
    return bool(across == 0 and along == 0)


# The tree (RFC 9162, section 2.1) ------------------------------------------------------------


def leaf_hash(content: bytes) -> bytes:
    """Return the hash of a leaf."""
    return hashlib.sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two subtrees side by side."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def is_included(leaf: bytes, index: int, size: int, path: list[bytes], root: bytes) -> bool:
    """Return whether a path leads from a leaf to the root (2.1.3.2)."""
    if not 0 <= index < size:
        return False
    number, last, found = index, size - 1, leaf
    for beside in path:
        if last == 0:
            return False
        if number & 1 or number == last:
            found = node_hash(beside, found)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            found = node_hash(found, beside)
        number, last = number >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(old: int, new: int, old_root: bytes, new_root: bytes, path: list[bytes]) -> bool:
    """Return whether a path shows that the new tree begins with the old one (2.1.4.2)."""
    if old == new:
        return not path and old_root == new_root
    steps = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not (0 < old < new and steps):
        return False
    number, last = old - 1, new - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    one = other = steps[0]
    for beside in steps[1:]:
        if last == 0:
            return False
        if number & 1 or number == last:
            one, other = node_hash(beside, one), node_hash(beside, other)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            other = node_hash(other, beside)
        number, last = number >> 1, last >> 1
    return last == 0 and one == old_root and other == new_root


# Keys and notes (C2SP signed-note, tlog-checkpoint) ------------------------------------------


def key_of(line: str) -> tuple[str, str, bytes]:
    """Return (name, number, key) of a line ``name+number+key``."""
    name, number, words = [*line.split("+", 2), "", ""][:3]
    raw = base64.b64decode(words, validate=True)
    wanted = hashlib.sha256(name.encode() + b"\n" + raw).hexdigest()[:8]
    if raw[:1] != b"\x01" or len(raw) != 33 or number != wanted:
        refuse("密钥行不正确：" + line, "This is no line of a key: " + line)
    return name, number, raw[1:]


def opened(note: str, keys: Keys) -> tuple[list[str], list[KeyName]]:
    """Return (lines, numbers of the keys that signed) of a signed note; every line must fit."""
    text, gap, signatures = note.partition("\n\n")
    text += "\n"
    signed = []
    if not gap or not signatures.endswith("\n"):
        refuse("树头不完整。", "The head is not complete.")
    for line in signatures[:-1].split("\n"):
        dash, name, words = [*line.split(" "), "", ""][:3]
        raw = base64.b64decode(words, validate=True)
        known = keys.get((name, raw[:4].hex()))
        if dash != "—" or known is None or not is_signed(text.encode(), raw[4:], known):
            refuse("签名与密钥不符：" + name, "A signature does not fit its key: " + name)
        if line != "— " + name + " " + base64.b64encode(raw).decode():
            refuse("签名行写法不正确。", "A line of signatures is not in its form.")
        signed.append((name, raw[:4].hex()))
    return text.split("\n")[:-1], signed


def head_of(note: str, keys: Keys, houses: set[KeyName]) -> tuple[int, bytes, str, list[KeyName]]:
    """Return (size, root, time, signers) of a head; the house must be the first to sign."""
    lines, signed = opened(note, keys)
    if len(lines) < 4 or not lines[3].startswith("time ") or signed[0] not in houses:
        refuse("树头未由本系统签名。", "The head is not signed by the house.")
    if signed[0][0] != lines[0]:
        refuse("树头与日志名称不符。", "The head is of another log.")
    return int(lines[1]), base64.b64decode(lines[2], validate=True), lines[3][5:], signed


# The proof -----------------------------------------------------------------------------------


def canonical(value: Any) -> bytes:
    """Return the one form of a JSON value that digests are taken over."""
    words = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return words.encode()


def read(content: bytes) -> dict[str, Any]:
    """Return the file as it was made; one altered sign and it is refused."""
    proof = json.loads(content.decode())
    if not isinstance(proof, dict) or proof.get("format") != FORMAT:
        refuse("这不是证明文件。", "This is no proof file.")
    said = proof.pop("sha256")
    if hashlib.sha256(canonical(proof)).hexdigest() != said:
        refuse("文件已损坏或被改动。", "The file was damaged or altered.")
    if canonical(dict(proof, sha256=said)) + b"\n" != content:
        refuse("文件写法不正确。", "The file is not in its form.")
    return proof


def check_entries(proof: dict[str, Any], size: int, root: bytes) -> list[str]:
    """Check digest, chain, place in the log and words of each entry; return their lines."""
    shown, previous = [], ""
    for number, each in enumerate(proof["entries"], 1):
        entry, digest = each.get("entry"), each["digest"]
        content = {"algorithm": each["algorithm"], "digest": digest}
        path = [bytes.fromhex(step) for step in each["path"]]
        if not is_included(leaf_hash(canonical(content)), each["index"], size, path, root):
            refuse(
                f"第 {number} 条不在已签名的日志中。", f"Entry {number} is not in the signed log."
            )
        if entry is not None:
            sealed = hashlib.new(entry["algorithm"], canonical(entry)).hexdigest()
            in_order = entry["number"] == number and entry["stream"] == proof["stream"]
            if sealed != digest or entry["algorithm"] != each["algorithm"]:
                refuse(f"第 {number} 条已被改动。", f"Entry {number} was altered.")
            if not in_order or entry["previous"] != previous:
                refuse(f"第 {number} 条与前一条不衔接。", f"Entry {number} does not go on.")
            check_words(number, each, entry)
        shown.append(line_of(number, entry, each))
        previous = digest
    first = proof["entries"][0].get("entry") or {}
    if first.get("facts", {}).get("set", {}).get("number") != proof["case"]:
        refuse("事件编号与记录不符。", "The number of the matter is not that of its entries.")
    return shown


def check_words(number: int, each: dict[str, Any], entry: dict[str, Any]) -> None:
    """Check that the words beside an entry are those it was sealed with."""
    if ("words" in each) != ("salt" in each):
        refuse(f"第 {number} 条的文字不完整。", f"The words of entry {number} are not complete.")
    if "words" in each:
        salted = bytes.fromhex(each["salt"]) + canonical(each["words"])
        if hashlib.new(entry["algorithm"], salted).hexdigest() != entry["commitment"]:
            refuse(f"第 {number} 条的文字已被改动。", f"The words of entry {number} were altered.")


def line_of(number: int, entry: dict[str, Any] | None, each: dict[str, Any]) -> str:
    """Return an entry as a line to read."""
    if entry is None:
        return f"  {number}  （内容未随附 / sealed, not shown）"
    words = "  " + json.dumps(each["words"], ensure_ascii=False) if "words" in each else ""
    return f"  {number}  {entry['at'][:19]}Z  {entry['verb']}  {entry['actor']['role']}{words}"


def trusted(
    proof: dict[str, Any], keys: Keys, houses: set[KeyName], given: list[str]
) -> set[KeyName]:
    """Return the keys that may be trusted: those given, and those that they introduced."""
    known: set[KeyName] = {key_of(line)[:2] for line in given}
    for note in proof["rotations"]:
        lines, signed = opened(note, keys)
        if signed[0] not in houses or not any(line.startswith("follows ") for line in lines):
            refuse("更换密钥的树头不正确。", "A change of the key is not as it should be.")
        if known & set(signed):
            known.add(signed[0])
    return known


def check(content: bytes, given: list[str]) -> list[str]:
    """Check a file and return what it proves, line by line.

    Raises:
        Refused: something does not fit.
    """
    proof = read(content)
    houses: set[KeyName] = {key_of(line)[:2] for line in proof["keys"]}
    known_lines = [key_of(line) for line in proof["keys"] + proof["witnesses"]]
    keys = {(name, number): key for name, number, key in known_lines}
    size, root, time, signed = head_of(proof["head"], keys, houses)
    known = trusted(proof, keys, houses, given)
    seen, others = check_witnessed(proof["witnessed"], size, root, keys, houses)
    if given and not known & {*signed, *others}:
        refuse("没有由所给密钥作出的签名。", "None of the given keys signed this.")
    lines = check_entries(proof, size, root)
    name, number = signed[0]
    said = [
        f"通过。事件 {proof['case']} 的 {len(lines)} 条记录未被改动，最迟于 {time} 已写入日志。",
        f"Proven: {len(lines)} entries of matter {proof['case']} are unaltered, logged by {time}.",
        *lines,
        f"日志 Log: {name}, {size} 条 entries, 密钥 key {number}",
        *seen,
    ]
    return said if given else [*said, *COMPARE]


COMPARE = (
    "请将密钥编号与纸质树头或其他单位留存的编号核对，或用 --key 指定密钥。",
    "Compare the number of the key with one you know from elsewhere, or name it by --key.",
)


def check_witnessed(
    part: dict[str, Any] | None, size: int, root: bytes, keys: Keys, houses: set[KeyName]
) -> tuple[list[str], list[KeyName]]:
    """Check the head that others signed too; return who they are in lines, and all who signed."""
    if part is None:
        return [], []
    old, old_root, time, signed = head_of(part["head"], keys, houses)
    path = [bytes.fromhex(step) for step in part["path"]]
    if not is_consistent(old, size, old_root, root, path):
        refuse(
            "日志不是由副署时的日志续写而来。", "The log does not go on from what witnesses saw."
        )
    seen = [
        f"副署 Witness: {name}, 密钥 key {number}, {old} 条 entries, {time}"
        for name, number in signed
        if (name, number) not in houses
    ]
    seen += [
        f"纸质副署（请核对原件）Paper, look at the sheet: {sheet['signers']}, "
        f"{sheet['signed_on']}, {sheet['kept_at']}, {old} 条 entries"
        for sheet in part["paper"]
    ]
    return seen, signed


def main(arguments: list[str]) -> int:
    """Check the file that is named and return the exit code."""
    parser = argparse.ArgumentParser(description="核验邻里证明文件 / check a proof file of Linli")
    parser.add_argument("file")
    parser.add_argument("--key", action="append", default=[], help="name+number+key")
    options = parser.parse_args(arguments)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    try:
        lines = check(Path(options.file).read_bytes(), options.key)
    except Refused as refused:
        print("不通过。Not proven.\n" + str(refused))
        return 1
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OSError) as fault:
        print(f"不通过。文件无法读取。\nNot proven. The file cannot be read: {fault}")
        return 1
    print("\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
