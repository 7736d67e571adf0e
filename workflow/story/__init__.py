"""The demo story: nine agencies draft one pledge, from the zero draft to the locked text.

    load       the story as values, read from story.json
    neutral    the same story about Agency A to I
    cast       the people of the story get accounts
    scenes     what people do, each as one call of a service
    rulings    what the office decides, put to the passages that the merge found
    script     who does what at which hour
    player     plays the script up to a step, on a clock of its own

The organizations are real, everything they say and do here is invented.
"""

from workflow.story.player import STEPS, Told, play

__all__ = ["STEPS", "Told", "play"]
