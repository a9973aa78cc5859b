"""Small learners in plain Python: which of several is right (softmax), and whether something is right (logistic).

All minimise log-loss with a pull towards zero from zero weights. Those of few columns take a fixed number of Adam's
steps on features scaled to unit spread, and give back weights of the unscaled features; that of many words goes
through the texts one by one (AdaGrad). Same data, same weights.
"""

import random
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from math import exp, sqrt
from operator import mul

Row = Sequence[float]
STEPS = 150
RATE = 0.15
PULL = 5.0
"""Strength of the pull towards zero, in examples."""
ROUNDS, PACE, SHRINK = 12, 0.3, 3e-4
"""Of learning words: times through all texts, size of a step, pull towards zero at each text."""
RARE = 4.0
"""Weight of a right text, because they are fewer."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The rows of all candidates of one question and the places of those that are right, at least one."""

    rows: Sequence[Row]
    right: Collection[int]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Judged:
    """One row and whether it was right."""

    row: Row
    right: bool
    weight: float = 1.0


def learn_choice(choices: Sequence[Choice], steps: int = STEPS) -> list[float]:
    """Weights under which a right row of each choice scores highest."""
    scale = _spread([row for choice in choices for row in choice.rows])
    scaled = [Choice([_divide(row, scale) for row in c.rows], c.right, c.weight) for c in choices]
    total = sum(choice.weight for choice in choices)

    def slope(weights: list[float]) -> list[float]:
        sums = [0.0] * len(weights)
        for choice in scaled:
            scores = [dot(weights, row) for row in choice.rows]
            top = max(scores)
            odds = [exp(score - top) for score in scores]
            share, right = choice.weight / sum(odds), sum(odds[place] for place in choice.right) or 1.0
            for place, row in enumerate(choice.rows):
                pull = odds[place] * (share - (choice.weight / right if place in choice.right else 0.0))
                if abs(pull) > 1e-4:
                    for column, value in enumerate(row):
                        sums[column] += pull * value
        return [(value + PULL * weight) / total for value, weight in zip(sums, weights, strict=True)]

    return _divide(_descend(slope, len(scale), steps), scale)


def learn_judge(examples: Sequence[Judged], steps: int = STEPS) -> tuple[list[float], float]:
    """Weights and bias whose logistic is the chance of being right."""
    scale = [*_spread([example.row for example in examples]), 1.0]
    scaled = [(_divide([*example.row, 1.0], scale), example) for example in examples]
    total = sum(example.weight for example in examples)

    def slope(weights: list[float]) -> list[float]:
        sums = [0.0] * len(weights)
        for row, example in scaled:
            pull = example.weight * (chance(dot(weights, row)) - example.right)
            for column, value in enumerate(row):
                sums[column] += pull * value
        pulls = [*(PULL * weight for weight in weights[:-1]), 0.0]
        return [(value + back) / total for value, back in zip(sums, pulls, strict=True)]

    *weights, bias = _divide(_descend(slope, len(scale), steps * 4), scale)
    return weights, bias


def learn_words(texts: Sequence[tuple[Mapping[str, float], bool]]) -> dict[str, float]:
    """Weights of the columns of sparse rows, whose logistic over the sum is the chance of being right."""
    weights: dict[str, float] = {name: 0.0 for row, _ in texts for name in row}
    squares = dict.fromkeys(weights, 1e-9)
    order, dice = list(texts), random.Random(1)
    for _ in range(ROUNDS):
        dice.shuffle(order)
        for row, right in order:
            off = chance(sum(weights[name] * value for name, value in row.items())) - right
            for name, value in row.items():
                slope = off * value * (RARE if right else 1.0) + SHRINK * weights[name]
                squares[name] += slope * slope
                weights[name] -= PACE * slope / sqrt(squares[name])
    return weights


def dot(first: Row, second: Row) -> float:
    """Of two rows of the same length."""
    return float(sum(map(mul, first, second)))


def chance(score: float) -> float:
    """The logistic function, safe for any score."""
    if score < 0:
        return 1 - chance(-score)
    return 1 / (1 + exp(-score))


def _descend(slope: Callable[[list[float]], list[float]], size: int, steps: int) -> list[float]:
    weights, mean, spread = [0.0] * size, [0.0] * size, [0.0] * size
    for step in range(1, steps + 1):
        for column, value in enumerate(slope(weights)):
            mean[column] = 0.9 * mean[column] + 0.1 * value
            spread[column] = 0.999 * spread[column] + 0.001 * value * value
            ahead = mean[column] / (1 - 0.9**step)
            weights[column] -= RATE * ahead / (sqrt(spread[column] / (1 - 0.999**step)) + 1e-8)
    return weights


def _spread(rows: Sequence[Row]) -> list[float]:
    """Standard deviation of each column; 1 where nothing varies."""
    count = len(rows)
    means = [sum(column) / count for column in zip(*rows, strict=True)]
    squares = [
        sum((value - mean) ** 2 for value in column) / count
        for mean, column in zip(means, zip(*rows, strict=True), strict=True)
    ]
    return [sqrt(square) or 1.0 for square in squares]


def _divide(row: Row, scale: Row) -> list[float]:
    return [value / unit for value, unit in zip(row, scale, strict=True)]
