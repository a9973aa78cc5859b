import random

from faq.learning import Choice, Judged, chance, dot, learn_choice, learn_judge


def test_the_column_that_tells_is_weighed_and_noise_is_not() -> None:
    dice = random.Random(1)
    choices = []
    for _ in range(200):
        right = dice.randrange(4)
        choices.append(Choice([(float(place == right), dice.random()) for place in range(4)], {right}))
    told, noise = learn_choice(choices)
    assert told > 1
    assert abs(noise) < told / 5


def test_the_chance_of_being_right_follows_the_data() -> None:
    dice = random.Random(2)
    examples = []
    for _ in range(600):
        value = dice.random()
        examples.append(Judged((value,), dice.random() < value))
    weights, bias = learn_judge(examples)
    assert chance(bias + dot(weights, [0.9])) > 0.7
    assert chance(bias + dot(weights, [0.1])) < 0.3


def test_the_same_data_give_the_same_weights() -> None:
    choices = [Choice([(0.0, 1.0), (1.0, 0.5)], {1}), Choice([(0.3, 0.1), (0.2, 0.9)], {0})]
    assert learn_choice(choices) == learn_choice(choices)


def test_the_logistic_is_safe_far_out() -> None:
    assert (chance(-1e6), chance(1e6)) == (0.0, 1.0)
