"""Writes factor-cases.json: what Surprise and scikit-learn compute on ratings that are made up here.

    pip install scikit-surprise scikit-learn scipy
    python make_factor_cases.py
"""

import json
from pathlib import Path

import numpy
import scipy.sparse
import sklearn
import surprise
from sklearn.decomposition import TruncatedSVD

USERS, ITEMS, RATINGS = 80, 50, 1600
FACTORS = 6


def make_ratings(random):
    """Rows (user, item, stars), each pair once, in a shuffled order."""
    pairs = random.permutation(USERS * ITEMS)[:RATINGS]
    users, items = pairs // ITEMS, pairs % ITEMS
    taste = random.standard_normal((USERS, 3)), random.standard_normal((ITEMS, 3))
    stars = 3.4 + 0.5 * random.standard_normal(USERS)[users] + 0.5 * random.standard_normal(ITEMS)[items]
    stars += 0.4 * (taste[0][users] * taste[1][items]).sum(axis=1) + 0.4 * random.standard_normal(RATINGS)
    codes = numpy.clip(numpy.rint(2 * stars), 1, 10)
    return [(int(u), int(i), float(c) / 2) for u, i, c in zip(users, items, codes)]


def predict(algorithm, training, pairs):
    algorithm.fit(training)
    return [float(algorithm.predict(user, item).est) for user, item in pairs]


def compute_singular_values(rows):
    users, items, stars = zip(*rows)
    matrix = scipy.sparse.csr_matrix((stars, (users, items)), shape=(USERS, ITEMS))
    plain = TruncatedSVD(n_components=FACTORS, algorithm="arpack").fit(matrix)
    centred = matrix.toarray() - matrix.toarray().mean(axis=0)
    return {
        "plain": [float(value) for value in plain.singular_values_],
        "column_centred": [float(value) for value in numpy.linalg.svd(centred, compute_uv=False)[:FACTORS]],
    }


def main():
    random = numpy.random.RandomState(7)
    rows = make_ratings(random)
    pairs = [(int(random.randint(USERS)), int(random.randint(ITEMS))) for _ in range(120)]
    dataset = surprise.Dataset(surprise.Reader(rating_scale=(0.5, 5)))
    training = dataset.construct_trainset([(user, item, stars, None) for user, item, stars in rows])
    algorithms = {
        "baseline_als": surprise.BaselineOnly(verbose=False),
        "baseline_sgd": surprise.BaselineOnly(bsl_options={"method": "sgd"}, verbose=False),
        "svd": surprise.SVD(n_factors=FACTORS, random_state=11),
        "svd_plus_plus": surprise.SVDpp(n_factors=FACTORS, random_state=11),
    }
    cases = {
        "versions": {"surprise": surprise.__version__, "scikit-learn": sklearn.__version__, "numpy": numpy.__version__},
        "ratings": rows,
        "factors": FACTORS,
        "seed": 11,
        "pairs": pairs,
        "predictions": {name: predict(one, training, pairs) for name, one in algorithms.items()},
        "singular_values": compute_singular_values(rows),
    }
    Path(__file__).with_name("factor-cases.json").write_text(json.dumps(cases) + "\n")


if __name__ == "__main__":
    main()
