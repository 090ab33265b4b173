"""How often a fallen part is started again."""

from bot.launch.restarts import RestartBudget


def test_each_fall_waits_longer_than_the_one_before():
    budget = RestartBudget()
    assert [budget.pause_after_fall(second) for second in range(5)] == [0.5, 1, 2, 4, 8]


def test_the_sixth_fall_in_five_minutes_is_one_too_many():
    budget = RestartBudget()
    pauses = [budget.pause_after_fall(second * 50) for second in range(6)]
    assert pauses[-1] is None


def test_old_falls_are_forgotten():
    budget = RestartBudget()
    for second in range(5):
        budget.pause_after_fall(second)
    assert budget.pause_after_fall(304) == 0.5
