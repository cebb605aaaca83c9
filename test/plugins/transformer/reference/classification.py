"""Writes classification.json beside it: metrics of scikit-learn for made-up logits. Run: python classification.py (numpy, scikit-learn)."""
import json
import pathlib
import numpy as np
from sklearn.metrics import accuracy_score, average_precision_score, f1_score, log_loss, roc_auc_score

rng = np.random.default_rng(7)


def case(classes, count, parts):
    labels = rng.integers(0, classes, count)
    # Parts of 1, so that many scores are equal, also their differences.
    logits = np.round((rng.normal(size=(count, classes)) + 1.2 * np.eye(classes)[labels]) * parts) / parts
    odds = np.exp(logits - logits.max(1, keepdims=True))
    probabilities = odds / odds.sum(1, keepdims=True)
    predicted = logits.argmax(1)
    metrics = {
        'loss': log_loss(labels, probabilities, labels=list(range(classes))),
        'accuracy': accuracy_score(labels, predicted),
        'macro_f1': f1_score(labels, predicted, average='macro'),
    }
    if classes == 2:
        margin = logits[:, 1] - logits[:, 0]
        metrics['roc_auc'] = roc_auc_score(labels, margin)
        metrics['average_precision'] = average_precision_score(labels, margin)
    return {'classes': classes, 'logits': logits.tolist(), 'labels': labels.tolist(), 'metrics': metrics}


cases = [case(2, 40, 8), case(2, 60, 1), case(5, 50, 64), case(77, 30, 4)]
pathlib.Path(__file__).with_suffix('.json').write_text(json.dumps(cases) + '\n')
