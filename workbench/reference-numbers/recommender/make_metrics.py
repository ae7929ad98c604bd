"""What scikit-learn and SciPy compute, for our metrics and tests to be held against.

    python make_metrics.py > metrics.json      # numpy, scipy 1.x, scikit-learn 1.x

Inputs are drawn with a fixed seed and stored beside the results. No rating of anybody's is in here.
"""

import json

import numpy as np
import scipy
import sklearn
from scipy import stats
from sklearn.metrics import average_precision_score, mean_absolute_error, mean_squared_error, ndcg_score

random = np.random.RandomState(7)
out = {"versions": {"numpy": np.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__}}

predicted = random.uniform(0.5, 5, 40)
actual = random.randint(1, 11, 40) / 2
out["errors"] = {
    "predicted": predicted.tolist(),
    "actual": actual.tolist(),
    "rmse": float(np.sqrt(mean_squared_error(actual, predicted))),
    "mae": float(mean_absolute_error(actual, predicted)),
}

out["rankings"] = []
for right_count in [1, 3, 7, 12]:
    count = 30
    scores = random.permutation(count).astype(float)
    right = random.choice(count, right_count, replace=False)
    relevance = np.zeros(count)
    relevance[right] = 1
    out["rankings"].append({
        "list": np.argsort(-scores).tolist(),
        "right": sorted(int(item) for item in right),
        "ndcg": {str(k): float(ndcg_score([relevance], [scores], k=k)) for k in [1, 5, 10, 30]},
        "averagePrecision": float(average_precision_score(relevance, scores)),
    })

out["pairs"] = []
for count, kind in [(12, "smooth"), (50, "smooth"), (200, "smooth"), (30, "ties"), (40, "zeros")]:
    first = random.normal(0, 1, count)
    second = first + random.normal(0.15, 0.6, count)
    if kind != "smooth":
        first, second = np.round(first), np.round(second)
    if kind == "ties":
        second = np.where(first == second, second + 1, second)
    t = stats.ttest_rel(first, second)
    w = stats.wilcoxon(first, second)
    out["pairs"].append({
        "kind": kind,
        "first": first.tolist(),
        "second": second.tolist(),
        "t": [float(t.statistic), float(t.pvalue)],
        "wilcoxon": [float(w.statistic), float(w.pvalue)],
    })

print(json.dumps(out, indent=1))
