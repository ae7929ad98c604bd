"""What the Surprise library predicts with neighbours and Slope One, on made-up ratings.

    pip install scikit-surprise numpy
    python make_neighbour_cases.py > neighbour-cases.json
"""

import json
import sys

import numpy
import surprise
from surprise import KNNBaseline, KNNBasic, KNNWithMeans, Reader, SlopeOne, Trainset

SEED = 7
USERS, ITEMS = 45, 36


def make_ratings():
    """Shuffled half-star ratings with biases and one taste; some users and items are only in the test set."""
    random = numpy.random.RandomState(SEED)
    users, items = random.randn(USERS), random.randn(ITEMS)
    rows = []
    for user in range(USERS):
        for item in random.permutation(ITEMS)[: random.randint(4, 30)]:
            rating = 3.4 + 0.5 * users[user] + 0.5 * items[item] + 0.7 * users[user] * items[item] + 0.5 * random.randn()
            rows.append((user + 101, int(item) + 501, float(numpy.clip(numpy.round(rating * 2) / 2, 0.5, 5))))
    random.shuffle(rows)
    return rows[:600], rows[600:760] + [(999, 501, 3.0), (101, 999, 3.0), (999, 999, 3.0)]


def build_trainset(train) -> Trainset:
    frame = [(str(user), str(item), rating, None) for user, item, rating in train]
    reader = Reader(rating_scale=(min(r for *_, r in train), max(r for *_, r in train)))
    dataset = surprise.Dataset(reader)
    return dataset.construct_trainset(frame)


def main():
    train, test = make_ratings()
    trainset = build_trainset(train)
    cases = []
    kinds = {"basic": KNNBasic, "centred": KNNWithMeans, "baseline": KNNBaseline}
    for compared in ("users", "items"):
        for variant, kind in kinds.items():
            for similarity in ("cosine", "msd", "pearson", "pearson_baseline"):
                for k, min_k, min_support in ((40, 1, 1), (5, 2, 3)):
                    options = {"name": similarity, "user_based": compared == "users", "min_support": min_support}
                    algorithm = kind(k=k, min_k=min_k, sim_options=options, verbose=False)
                    cases.append(
                        {
                            "compared": compared,
                            "parameters": {
                                "variant": variant,
                                "similarity": similarity.replace("_", "-"),
                                "neighbours": k,
                                "minimumNeighbours": min_k,
                                "minimumSupport": min_support,
                            },
                            "predictions": predict(algorithm, trainset, test),
                        }
                    )
    slope = predict(SlopeOne(), trainset, test)
    json.dump(
        {
            "source": f"scikit-surprise {surprise.__version__}, numpy {numpy.__version__}",
            "train": train,
            "test": test,
            "neighbours": cases,
            "slopeOne": slope,
        },
        sys.stdout,
    )


def predict(algorithm, trainset, test):
    algorithm.fit(trainset)
    return [round(algorithm.predict(str(user), str(item)).est, 10) for user, item, _ in test]


main()
