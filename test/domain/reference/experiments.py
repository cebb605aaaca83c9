"""Numbers that test/domain/experiment-statistics.test.ts expects, computed another way: with SciPy 1.17 and statsmodels 0.15.

    pip install scipy statsmodels && python experiments.py > experiments.json
"""
import json
import math

import numpy as np
from scipy import integrate, optimize, stats
import statsmodels.api as sm
from statsmodels.stats.proportion import confint_proportions_2indep

# (subjects, hits) of control and candidate.
TABLES = [((80, 48), (70, 56)), ((900, 640), (100, 80)), ((30, 0), (10, 10)), ((500, 5), (40, 1)), ((12, 12), (9, 9)), ((1000, 700), (1000, 742))]


def log_likelihood(n, k, p):
    return stats.binom.logpmf(k, n, p)


def restricted(table, difference):
    """The most likely shares under a difference, by search."""
    (n0, k0), (n1, k1) = table
    low, high = max(0, -difference), min(1, 1 - difference)
    loss = lambda p: -(log_likelihood(n0, k0, p) + log_likelihood(n1, k1, p + difference))
    found = optimize.minimize_scalar(loss, bounds=(low + 1e-12, high - 1e-12), method='bounded', options={'xatol': 1e-13})
    best = min((found.x, low, high), key=lambda p: loss(min(max(p, 1e-15), 1 - 1e-15)))
    return best, best + difference


def deviation(strata, difference):
    weights = [n0 * n1 / (n0 + n1) for (n0, _), (n1, _) in strata]
    distance, variance = 0, 0
    for weight, table in zip(weights, strata):
        (n0, k0), (n1, k1) = table
        p0, p1 = restricted(table, difference)
        own = p0 * (1 - p0) / n0 + p1 * (1 - p1) / n1
        ratio = log_likelihood(n0, k0, k0 / n0) + log_likelihood(n1, k1, k1 / n1) - log_likelihood(n0, k0, p0) - log_likelihood(n1, k1, p1)
        distance += weight * math.sqrt(own) * math.sqrt(2 * max(0, ratio)) * np.sign(k1 / n1 - k0 / n0 - difference)
        variance += weight ** 2 * own
    return abs(distance) / sum(weights), variance / sum(weights) ** 2


def evidence(distance, variance, effect):
    """The mixture's likelihood to that of no difference, integrated numerically."""
    if variance < 1e-14:
        return 1 if distance < 1e-7 else math.inf

    def ratio(scale):
        spread = math.sqrt(1 / (1 / variance + 1 / scale ** 2))
        peak = distance * scale ** 2 / (variance + scale ** 2)
        log = lambda truth: (2 * distance * truth - truth ** 2) / (2 * variance) + stats.norm.logpdf(truth, 0, scale)
        if log(peak) > 500:
            return math.inf
        return integrate.quad(lambda truth: math.exp(log(truth)), peak - 12 * spread, peak + 12 * spread, points=[peak], epsabs=0, epsrel=1e-11)[0]
    return (ratio(effect) + ratio(max(0.3, effect))) / 2


def always_valid(strata, alpha, effect):
    weights = [n0 * n1 / (n0 + n1) for (n0, _), (n1, _) in strata]
    difference = sum(w * (k1 / n1 - k0 / n0) for w, ((n0, k0), (n1, k1)) in zip(weights, strata)) / sum(weights)
    excess = lambda truth: min(1e6, evidence(*deviation(strata, truth), effect)) - 1 / alpha
    find = lambda start, end: end if abs(end - start) < 1e-5 or excess(end - math.copysign(1e-6, end)) < 0 else optimize.brentq(excess, max(-1 + 1e-6, min(1 - 1e-6, start)), end - math.copysign(1e-6, end), xtol=1e-9)
    return {'difference': difference, 'low': find(difference, -1), 'high': find(difference, 1), 'pValue': min(1, 1 / evidence(*deviation(strata, 0), effect))}


def newcombe(table, alpha):
    (n0, k0), (n1, k1) = table
    low, high = confint_proportions_2indep(k1, n1, k0, n0, method='newcomb', compare='diff', alpha=alpha)
    return {'low': low, 'high': high}


def shares_under(table, difference):
    control, candidate = restricted(table, difference)
    return {'candidate': candidate, 'control': control}


def exact_power(p0, p1, n0, n1):
    """Of the two-sided pooled z-test at 5 %, over all outcomes."""
    k0, k1 = np.arange(n0 + 1), np.arange(n1 + 1)
    pooled = (k0[:, None] + k1[None, :]) / (n0 + n1)
    deviation = np.sqrt(np.maximum(pooled * (1 - pooled), 1e-300) * (1 / n0 + 1 / n1))
    rejected = np.abs(k1[None, :] / n1 - k0[:, None] / n0) > stats.norm.ppf(0.975) * deviation
    return stats.binom.pmf(k0, n0, p0) @ rejected @ stats.binom.pmf(k1, n1, p1)


def candidates_needed(p0, p1, share):
    """For a power of 80 %, to 1 %."""
    low, high = 10, 4000
    while high / low > 1.005:
        middle = math.sqrt(low * high)
        if exact_power(p0, p1, round(middle * (1 - share) / share), round(middle)) < 0.8:
            low = middle
        else:
            high = middle
    return high


def clustered(subjects):
    """Hits of each subject's ratings, by a regression on a constant with errors clustered by subject."""
    ratings = [(1 if k < hits else 0, subject) for subject, (size, hits) in enumerate(subjects) for k in range(size)]
    y, groups = np.array([r[0] for r in ratings]), np.array([r[1] for r in ratings])
    fit = sm.OLS(y, np.ones(len(y))).fit(cov_type='cluster', cov_kwds={'groups': groups, 'use_correction': False})
    count = len(subjects)
    return {'subjects': [list(s) for s in subjects], 'share': fit.params[0], 'variance': fit.cov_params()[0][0] * count / (count - 1)}


GROWING = [((990, 790), (10, 5)), ((450, 340), (50, 37)), ((200, 130), (200, 141))]
print(json.dumps({
    'quantiles': [{'probability': p, 'value': stats.norm.ppf(p)} for p in (1e-12, 0.001, 0.025, 0.2, 0.5, 0.6, 0.9, 0.975, 0.99999)],
    'newcombe': [{'table': t, 'alpha': a, **newcombe(t, a)} for t in TABLES for a in (0.05, 0.01)],
    'restricted': [{'table': t, 'difference': d, **shares_under(t, d)} for t in TABLES[:2] + TABLES[5:] for d in (-0.2, -0.05, 0.03, 0.25)],
    'alwaysValid': [{'strata': s, 'alpha': 0.05, 'effect': e, **always_valid(s, 0.05, e)} for s in [[t] for t in TABLES] + [GROWING] for e in (0.05, 0.1)],
    'clustered': [clustered([(1, 1), (3, 2), (10, 1), (2, 2), (1, 0), (7, 7)]), clustered([(k % 4 + 1, k % (k % 4 + 2)) for k in range(50)])],
    'sampleSize': [{'baseline': b, 'minimumEffect': e, 'share': s, 'candidate': max(candidates_needed(b, b + e, s), candidates_needed(b, b - e, s))}
                   for b, e, s in ((0.7, 0.1, 0.5), (0.7, 0.15, 0.2), (0.4, 0.1, 0.3))],
}, indent=1))
