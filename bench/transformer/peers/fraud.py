"""Simple models on the table of card payments, by scikit-learn: python fraud.py FOLDER"""
import sys
import time

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier, HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

train, test = (np.loadtxt(f"{sys.argv[1]}/creditcard_{split}.csv", delimiter=",", skiprows=1) for split in ("train", "test"))
models = {
    "logistic regression": make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000)),
    "histogram gradient boosting, defaults": HistGradientBoostingClassifier(random_state=0),
    "histogram gradient boosting, early stopping": HistGradientBoostingClassifier(early_stopping=True, random_state=0),
    "gradient boosting, defaults": GradientBoostingClassifier(random_state=0),
}
for name, model in models.items():
    start = time.time()
    model.fit(train[:, :-1], train[:, -1])
    scores = model.predict_proba(test[:, :-1])[:, 1]
    print(f"{name}: average precision {average_precision_score(test[:, -1], scores):.4f}, ROC AUC {roc_auc_score(test[:, -1], scores):.4f}, {time.time() - start:.1f} s", flush=True)
