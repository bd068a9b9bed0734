#!/usr/bin/env python3
"""Asks z3 whether the answers about pairs of managed policies are right.

The formula is made here, from the documents, and shares nothing with the program. Pairs with
variables, or with operators for numbers, dates, addresses and bytes, are left out.

    pip install z3-solver
    tests/compare/z3_check.py [--seconds 10]
"""

import argparse
import json
import re
import subprocess
import sys
from collections import Counter

import z3

ANY = z3.AllChar(z3.ReSort(z3.StringSort()))
LETTER = z3.Union(z3.Range("a", "z"), z3.Range("0", "9"), z3.Re("-"), z3.Re("_"), z3.Re("."))
NOT_COLON = z3.Union(z3.Range(chr(0), "9"), z3.Range(";", chr(0xFFFF)))
COPIES = 4


class LeftOut(Exception):
    """What this check does not know."""


def sequence(parts):
    parts = list(parts) or [z3.Re("")]
    return parts[0] if len(parts) == 1 else z3.Concat(*parts)


def union(parts):
    parts = list(parts)
    return parts[0] if len(parts) == 1 else z3.Union(*parts)


def glob(text, character=ANY):
    pieces = re.findall(r"\*|\?|[^*?]+", text)
    return sequence(
        z3.Star(character) if piece == "*" else character if piece == "?" else z3.Re(piece)
        for piece in pieces
    )


def arn(text, lower):
    """The ARNs of a pattern; no wildcard crosses a colon but in the last part."""
    parts = text.split(":", 5)
    if len(parts) < 6:
        if lower is False:
            return None
        parts += ["*"] * (6 - len(parts))
    head = [part.lower() if lower else part for part in parts[:5]]
    if not re.fullmatch(glob_re(head[0]), "arn"):
        return None
    steps = [z3.Re("arn")]
    for part in head[1:]:
        steps += [z3.Re(":"), glob(part, NOT_COLON)]
    return sequence(steps + [z3.Re(":"), glob(parts[5])])


def glob_re(text):
    return re.escape(text).replace(r"\*", ".*").replace(r"\?", ".")


EVERY_ARN = arn("arn:*:*:*:*:*", False)
EVERY_RESOURCE = z3.Union(EVERY_ARN, z3.Re("*"))
EVERY_ACTION = z3.Concat(z3.Plus(LETTER), z3.Re(":"), z3.Plus(LETTER))


def listed(value):
    return value if isinstance(value, list) else [] if value is None else [value]


class Key:
    """A key: copies of its value, and whether each is there."""

    def __init__(self, name, known):
        self.type, self.several = known or (None, True)
        copies = COPIES if self.several else 1
        self.there = [z3.Bool(f"{name} has {number}") for number in range(copies)]
        self.values = [z3.String(f"{name} {number}") for number in range(copies)]
        self.present = z3.Or(self.there)
        self.not_null = z3.Or([z3.And(one, value != "") for one, value in self.copies()])

    def copies(self):
        return list(zip(self.there, self.values))

    def only(self):
        """For each copy: whether it is the only one, and its value."""
        for number, (there, value) in enumerate(self.copies()):
            others = [z3.Not(one) for place, one in enumerate(self.there) if place != number]
            yield z3.And(there, *others), value

    def universe(self):
        if self.type == "Arn":
            return [z3.Implies(one, z3.InRe(value, EVERY_ARN)) for one, value in self.copies()]
        if self.type == "Bool":
            return [
                z3.Implies(one, z3.Or(value == "true", value == "false"))
                for one, value in self.copies()
            ]
        if self.type in (None, "String"):
            return []
        raise LeftOut(self.type)


class Formula:
    def __init__(self, types):
        self.types, self.keys = types, {}
        self.action, self.resource = z3.String("action"), z3.String("resource")

    def key(self, name):
        name = name.lower()
        if name not in self.keys:
            self.keys[name] = Key(name, self.types[name])
        return self.keys[name]

    def policy(self, document):
        statements = listed(document["Statement"])
        of = lambda effect: z3.Or(
            [self.statement(one) for one in statements if one["Effect"] == effect]
        )
        return z3.And(of("Allow"), z3.Not(of("Deny")))

    def statement(self, statement):
        asked = []
        for name, matches in (("Action", self.actions), ("Resource", self.resources)):
            if name in statement:
                asked.append(matches(listed(statement[name])))
            if f"Not{name}" in statement:
                asked.append(z3.Not(matches(listed(statement[f"Not{name}"]))))
        for operator, keys in statement.get("Condition", {}).items():
            for key, values in keys.items():
                values = [
                    str(value).lower() if isinstance(value, bool) else str(value)
                    for value in listed(values)
                ]
                asked.append(self.condition(operator, self.key(key), values))
        return z3.And(asked)

    def actions(self, patterns):
        if "*" in patterns:
            return z3.BoolVal(True)
        return z3.InRe(self.action, union(glob(one.lower()) for one in patterns))

    def resources(self, patterns):
        if "*" in patterns:
            return z3.BoolVal(True)
        found = [one for one in (arn(one, True) for one in patterns) if one is not None]
        return z3.InRe(self.resource, union(found)) if found else z3.BoolVal(False)

    def condition(self, operator, key, values):
        quantifier, _, operator = operator.rpartition(":")
        if_exists = operator.endswith("IfExists")
        operator = operator.removesuffix("IfExists")
        if operator == "Null":
            null = z3.Not(key.not_null)
            return z3.Or([null if one.lower() == "true" else key.not_null for one in values])
        negated = "Not" in operator
        test = value_test(operator.replace("Not", ""), negated, key, values)
        if test is None:
            return z3.BoolVal(False)
        if quantifier == "":
            absent = z3.And(z3.Not(key.present), z3.BoolVal(negated or if_exists))
            if key.type is not None and key.several:
                return absent
            fits = [z3.And(only, test(value)) for only, value in key.only()]
            return z3.Or(absent, *fits)
        if quantifier == "ForAllValues":
            fits = [z3.Implies(there, test(value)) for there, value in key.copies()]
            return z3.Or(z3.Not(key.not_null), z3.And(fits))
        fits = [z3.And(there, test(value)) for there, value in key.copies()]
        absent = z3.And(z3.Not(key.present), z3.BoolVal(if_exists))
        return z3.Or(absent, z3.And(key.not_null, z3.Or(fits)))


def value_test(operator, negated, key, values):
    """Whether a value satisfies an operator; `None` if values of the key's type never do."""
    if operator in ("ArnEquals", "ArnLike"):
        if key.type not in (None, "Arn", "String"):
            return None
        found = [one for one in (arn(one, False) for one in values) if one is not None]
        inside = lambda value: z3.InRe(value, union(found)) if found else z3.BoolVal(False)
        if negated:
            return lambda value: z3.And(z3.InRe(value, EVERY_ARN), z3.Not(inside(value)))
        return inside
    if operator == "Bool":
        if key.type not in (None, "Bool"):
            return None
        wanted = {one.lower() for one in values}
        return lambda value: z3.InRe(value, union(folded(one) for one in wanted))
    if operator == "StringEquals":
        inside = lambda value: z3.Or([value == one for one in values])
    elif operator == "StringLike":
        inside = lambda value: z3.InRe(value, union(glob(one) for one in values))
    elif operator == "StringEqualsIgnoreCase":
        inside = lambda value: z3.InRe(value, union(folded(one) for one in values))
    else:
        raise LeftOut(operator)
    return (lambda value: z3.Not(inside(value))) if negated else inside


def folded(text):
    both = lambda one: z3.Union(z3.Re(one.lower()), z3.Re(one.upper()))
    return sequence(both(one) if one.lower() != one.upper() else z3.Re(one) for one in text)


def verdict(pair, seconds):
    if "${" in json.dumps(pair["existing"]) + json.dumps(pair["new"]):
        raise LeftOut("variables")
    formula = Formula(pair["types"])
    solver = z3.Solver()
    solver.set("timeout", seconds * 1000)
    solver.add(formula.policy(pair["new"]), z3.Not(formula.policy(pair["existing"])))
    solver.add(z3.InRe(formula.action, EVERY_ACTION), z3.InRe(formula.resource, EVERY_RESOURCE))
    for key in formula.keys.values():
        solver.add(*key.universe())
    return {"sat": "found", "unsat": "proven"}.get(str(solver.check()), "gave up")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=10, help="how long z3 may take for a pair")
    seconds = parser.parse_args().seconds
    command = "cargo test --quiet --test compare -- --nocapture pairs_for_z3"
    told = subprocess.run(command.split(), check=True, capture_output=True, text=True).stdout
    counts, wrong = Counter(), 0
    for line in told.splitlines():
        if not line.startswith("{"):
            continue
        pair = json.loads(line)
        try:
            answer = verdict(pair, seconds)
        except LeftOut:
            answer = "left out"
        counts[answer] += 1
        if answer in ("found", "proven") and answer != pair["answer"]:
            wrong += 1
            print(f"{pair['names']}: z3 says {answer}, the program {pair['answer']}")
    print(", ".join(f"{answer} {count}" for answer, count in sorted(counts.items())))
    print(f"{wrong} wrong")
    sys.exit(wrong > 0 or not counts)


if __name__ == "__main__":
    main()
