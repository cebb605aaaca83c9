"""Writes logistic.json: rows, labels and the probabilities of scikit-learn's logistic regression of them, standardized."""
import json
import pathlib

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

random = np.random.default_rng(7)
plain = random.normal(size=(40, 3))
rows = (plain * [1, 20, 0.1] + [0, 5, -1]).round(6)
cases = []
for classes in (2, 3):
    labels = np.argmax(plain[:, :classes] + random.gumbel(size=(40, classes)), axis=1)
    model = make_pipeline(StandardScaler(), LogisticRegression(tol=1e-9, max_iter=10_000)).fit(rows, labels)
    cases.append({"classes": classes, "labels": labels.tolist(), "probabilities": model.predict_proba(rows).round(6).tolist()})
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps({"rows": rows.tolist(), "cases": cases}))
