"""Writes statistics-expected.json: what SciPy 1.17, statsmodels 0.15 and scikit-learn 1.9 say of the problems of the tests beside it.

Run: pip install scipy statsmodels scikit-learn && python statistics-expected.py
"""
import json
import pathlib
import numpy as np
from scipy import stats
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

Z = stats.norm.ppf(0.975)


def mid_p(b, c):
    if b == c:
        return 1.0
    exact = mcnemar([[0, b], [c, 0]], exact=True).pvalue
    return float(min(1.0, exact - stats.binom.pmf(min(b, c), b + c, 0.5)))


def bonett_price(b, c, n):
    p12, p21 = (b + 1) / (n + 2), (c + 1) / (n + 2)
    centre, half = p12 - p21, Z * np.sqrt((p12 + p21 - (p12 - p21) ** 2) / (n + 2))
    return [float(centre - half), float(centre + half)]


def jackknife(values):
    values = np.asarray(values)
    g = len(values)
    error = np.sqrt((g - 1) / g * np.sum((values - values.mean()) ** 2))
    return [float(-stats.t.ppf(0.975, g - 1) * error), float(stats.t.ppf(0.975, g - 1) * error)]


def samples():
    """Two models of two classes, the second one better, and nats and tokens of each sample."""
    rng = np.random.default_rng(5)
    labels = (rng.random(400) < 0.3).astype(int)
    skill = rng.normal(size=400)
    margins = [np.round(2 * (labels - 0.5) * a + skill + rng.normal(size=400), 2) for a in (1.0, 1.5)]
    tokens = rng.integers(1, 30, size=400)
    nats = [np.round(tokens * rng.gamma(8, a / 8, size=400), 3) for a in (2.0, 1.9)]
    return labels, margins, tokens, nats


def resampled(labels, margins, tokens, nats):
    metrics = {
        'macro_f1': lambda i, k: f1_score(labels[i], margins[k][i] > 0, average='macro'),
        'roc_auc': lambda i, k: roc_auc_score(labels[i], margins[k][i]),
        'average_precision': lambda i, k: average_precision_score(labels[i], margins[k][i]),
        'per_token': lambda i, k: nats[k][i].sum() / tokens[i].sum(),
    }
    every = np.arange(len(labels))
    found = {}
    for name, metric in metrics.items():
        whole = [float(metric(every, k)) for k in (0, 1)]
        own = stats.bootstrap((every,), lambda i: metric(i.astype(int), 0), n_resamples=4000, method='percentile', vectorized=False, rng=1)
        paired = stats.bootstrap((every,), lambda i: metric(i.astype(int), 1) - metric(i.astype(int), 0), n_resamples=4000, method='percentile', vectorized=False, rng=2)
        found[name] = {'values': whole, 'interval': [float(x) for x in own.confidence_interval], 'error': float(own.standard_error),
                       'difference': [float(x) for x in paired.confidence_interval], 'differenceError': float(paired.standard_error)}
    return found


pairs = [(0, 0), (5, 0), (3, 3), (10, 3), (25, 40), (121, 59), (1000, 1100), (5000, 4400), (400_000, 401_500)]
differences = np.round(np.random.default_rng(3).normal(0.4, 0.3, size=999), 3)
left_out = np.round(np.random.default_rng(4).normal(7, 0.2, size=20), 4)
p_values = [0.01, 0.04, 0.03, 0.005, 0.5]
labels, margins, tokens, nats = samples()
expected = {
    'mcNemar': [{'onlyFirst': b, 'onlySecond': c, 'p': mid_p(b, c)} for b, c in pairs],
    'pairedDifference': [{'onlyFirst': b, 'onlySecond': c, 'total': n, 'interval': bonett_price(b, c, n)} for b, c, n in [(0, 0, 10), (5, 0, 12), (10, 3, 100), (121, 59, 21_250)]],
    'wilson': [{'successes': k, 'total': n, 'interval': [float(x) for x in proportion_confint(k, n, method='wilson')]} for k, n in [(0, 7), (7, 7), (45, 100), (19_400, 21_250)]],
    'holm': {'given': p_values, 'adjusted': [float(x) for x in multipletests(p_values, method='holm')[1]]},
    'resampled': {
        'differences': differences.tolist(),
        'interval': [float(x) for x in np.quantile(differences, [0.025, 0.975])],
        'p': float(2 * (1 + np.sum(differences <= 0)) / (len(differences) + 1)),
    },
    'jackknife': {'withoutOne': left_out.tolist(), 'interval': jackknife(left_out)},
    'samples': {'labels': labels.tolist(), 'margins': [m.tolist() for m in margins], 'tokens': tokens.tolist(), 'nats': [n.tolist() for n in nats]},
    'bootstrap': resampled(labels, margins, tokens, nats),
}
pathlib.Path(__file__).with_suffix('.json').write_text(json.dumps(expected))
