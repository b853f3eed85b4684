"""`make eval`: scores the sample corpus, and fails below a floor or when the gold has changed.

Shares of 1.000 mean that all are right; `pipeline/evaluate/measure.py` says what each one counts.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from pipeline.evaluate.gold import gold_digest
from pipeline.evaluate.measure import Score, Share, ratio
from tests.eval.corpus import GOLD, score_corpus, shares_of
from tests.eval.floors import Floors, FloorTable, as_floors, below, read_floors, write_floors

PATH = Path(__file__).parent / "floors.json"
LISTS = {
    "missed": "missed",
    "untyped": "in words only, not as a typed figure",
    "wrong": "wrong typed figures",
    "misquoted": "quotations of somebody who does not say it",
    "unjudged": "typed figures that the gold does not know",
    "uneven": "editions that differ",
}


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.eval", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print all as JSON")
    parser.add_argument("--missed", action="store_true", help="list what is missed, wrong, foreign or uneven")
    parser.add_argument("--update", action="store_true", help=f"write {PATH.name}; refuses to lower a floor")
    parser.add_argument("--allow-regression", action="store_true", help="with --update: lower floors too")
    return parser.parse_args(arguments)


def table(shares: Mapping[str, Mapping[str, Share]], scores: Mapping[str, Score], *, with_lists: bool) -> str:
    """The shares of each document and of all, and on demand what is behind them."""
    lines = []
    for name, row in shares.items():
        lines.append(f"{name}: " + " · ".join(f"{share} {ratio(pair):.3f} ({pair[0]}/{pair[1]})" for share, pair in row.items()))
        if with_lists and name in scores:
            lines += _lists(scores[name])
    return "\n".join(lines)


def complaints(now: FloorTable, floors: Floors | None, digest: str) -> list[str]:
    """Why plain `make eval` fails; empty when it does not."""
    if floors is None:
        return [f"{PATH.name} is missing; write it with --update"]
    changed = [] if floors.gold == digest else ["the gold facts are not those that the floors were set by; read the change, then --update"]
    return changed + below(now, floors.floors)


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0 when every floor holds."""
    options = parse(arguments)
    scores = score_corpus()
    shares, digest, floors = shares_of(scores), gold_digest(GOLD), read_floors(PATH)
    now = as_floors(shares)
    if options.json:
        data = {"shares": shares, "values": now, "gold": digest, "details": {name: asdict(s) for name, s in scores.items()}}
        sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=1) + "\n")
    else:
        sys.stdout.write(table(shares, scores, with_lists=options.missed) + "\n")
    if options.update:
        lower = below(now, floors.floors) if floors else []
        if lower and not options.allow_regression:
            sys.stderr.write("\n".join([*lower, "not written; --allow-regression lowers floors\n"]))
            return 1
        write_floors(PATH, Floors(gold=digest, floors=now))
        return 0
    found = complaints(now, floors, digest)
    sys.stderr.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


def _lists(score: Score) -> list[str]:
    lines = []
    for name, heading in LISTS.items():
        rows: list[str] = list(getattr(score, name))
        lines += [f"  {heading}:", *(f"    {row}" for row in rows)] if rows else []
    for page, figures in score.foreign.items():
        lines.append(f"  foreign figures on {page}: {', '.join(figures)}")
    return lines


if __name__ == "__main__":
    sys.exit(main())
