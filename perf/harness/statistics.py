"""Medians, the bootstrap interval of the median pair ratio, and the verdict on a bar."""
import random
import statistics

RESAMPLES = 10_000
SEED = 20_26
ENOUGH = 15
UNDECIDED = "not decided here"


def median(values):
    return statistics.median(values)


def ratios(ours, theirs):
    """One ratio for each round: both were measured within seconds of each other, so that what the machine did to one it did to the other."""
    if len(ours) != len(theirs):
        raise ValueError("pairs need as many of ours as of theirs")
    return [a / b for a, b in zip(ours, theirs)]


def interval(values, share=0.95, resamples=RESAMPLES, seed=SEED):
    """The percentile bootstrap interval of the median. The seed is fixed: the same rounds give the same interval."""
    if not values:
        raise ValueError("no values")
    dice = random.Random(seed)
    medians = sorted(statistics.median(dice.choices(values, k=len(values))) for _ in range(resamples))
    cut = int(resamples * (1 - share) / 2)
    return medians[cut], medians[-1 - cut]


def verdict(low, high, bar, pairs=ENOUGH):
    """A ratio is to be at most `bar`. What the interval leaves open is not decided, nor is anything by fewer than fifteen rounds."""
    if bar is None:
        return None
    if pairs < ENOUGH:
        return UNDECIDED
    if high <= bar:
        return "passed"
    if low > bar:
        return "failed"
    return UNDECIDED


def compare(ours, theirs, bar=None):
    pairs = ratios(ours, theirs)
    low, high = interval(pairs)
    return {"median": median(pairs), "low": low, "high": high, "bar": bar, "verdict": verdict(low, high, bar, len(pairs)), "pairs": len(pairs)}
