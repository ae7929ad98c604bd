# One run of a peer: python_peers.py JOB, where JOB is a PeerJob as JSON. Prints a PeerReport as its last line.
import json
import os
import sys
import time

job = json.loads(sys.argv[1])
threads = job["threads"]
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1" if job["peer"] == "implicit" else str(threads)

import numpy as np  # noqa: E402

rows = np.loadtxt(job["ratings"], delimiter=",", skiprows=1, usecols=(0, 1, 2))
folds = np.fromfile(job["folds"], dtype=np.uint8)
users, items, stars = rows[:, 0].astype(int), rows[:, 1].astype(int), rows[:, 2]
train, test = folds != 0, folds == 0


def make_surprise():
    from surprise import Dataset, Reader

    reader = Reader(rating_scale=(stars[train].min(), stars[train].max()))
    data = Dataset(reader)
    triples = [(u, i, r, None) for u, i, r in zip(users[train], items[train], stars[train])]
    return data.construct_trainset(triples), list(zip(users[test], items[test], stars[test]))


def run_surprise():
    import surprise

    options = {"name": job.get("similarity", "msd"), "user_based": job.get("userBased", True), "shrinkage": 100}
    algorithms = {
        "BaselineOnly": lambda: surprise.BaselineOnly(verbose=False),
        "SlopeOne": lambda: surprise.SlopeOne(),
        "KNNBasic": lambda: surprise.KNNBasic(sim_options=options, verbose=False),
        "KNNWithMeans": lambda: surprise.KNNWithMeans(sim_options=options, verbose=False),
        "KNNBaseline": lambda: surprise.KNNBaseline(sim_options=options, verbose=False),
    }
    trainset, testset = make_surprise()
    if job.get("perEpoch", False):
        seconds = time_surprise_epoch(trainset)
        return {"fitSeconds": seconds, "seconds": seconds, "version": f"surprise {surprise.__version__}"}
    algorithm = algorithms[job["algorithm"]]()
    started = time.perf_counter()
    algorithm.fit(trainset)
    fit_seconds = time.perf_counter() - started
    predictions = [] if job.get("fitOnly", False) else algorithm.test(testset)
    seconds = time.perf_counter() - started
    if "predictions" in job:
        np.array([p.est for p in predictions], dtype=np.float64).tofile(job["predictions"])
    return {"fitSeconds": fit_seconds, "seconds": seconds, "version": f"surprise {surprise.__version__}"}


def time_surprise_epoch(trainset):
    """Seconds of an epoch of SVD without what a fit does once: of a longer fit less a short one."""
    import surprise

    times = []
    for epochs in (1, 1 + job["epochs"]):
        algorithm = surprise.SVD(n_epochs=epochs, random_state=0)
        started = time.perf_counter()
        algorithm.fit(trainset)
        times.append(time.perf_counter() - started)
    return (times[1] - times[0]) / job["epochs"]


def make_matrix(values):
    import scipy.sparse

    row = np.unique(users[train], return_inverse=True)[1]
    column = np.unique(items[train], return_inverse=True)[1]
    return scipy.sparse.csr_matrix((values, (row, column)))


def run_implicit():
    import implicit
    from implicit.cpu.als import AlternatingLeastSquares

    matrix = make_matrix(np.ones(int(train.sum()), dtype=np.float32))
    iterations = job["epochs"]
    times = []
    model = AlternatingLeastSquares(factors=job["factors"], iterations=iterations, num_threads=threads, random_state=0)
    # The first iteration's start is not seen from outside: ours is counted in the same way, from the second on.
    model.fit(matrix, show_progress=False, callback=lambda *_: times.append(time.perf_counter()))
    seconds = (times[-1] - times[0]) / (len(times) - 1)
    return {"fitSeconds": seconds, "seconds": seconds, "version": f"implicit {implicit.__version__}"}


def run_sklearn():
    import sklearn
    from sklearn.decomposition import TruncatedSVD

    # Centred by films, so that the matrix is as sparse as the ratings and as far from constant as ours.
    numbers = np.unique(items[train], return_inverse=True)[1]
    means = np.bincount(numbers, stars[train]) / np.bincount(numbers)
    expected = means[numbers]
    matrix = make_matrix(stars[train] - expected)
    matrix = matrix.astype(np.float32)
    started = time.perf_counter()
    TruncatedSVD(n_components=job["factors"], n_iter=5, random_state=0).fit(matrix)
    seconds = time.perf_counter() - started
    return {"fitSeconds": seconds, "seconds": seconds, "version": f"scikit-learn {sklearn.__version__}"}


def run_myfm():
    import warnings

    # It asks for its own version in a way that setuptools gives up.
    warnings.filterwarnings("ignore")
    import myfm
    import scipy.sparse

    user_numbers = np.unique(users, return_inverse=True)[1]
    item_numbers = np.unique(items, return_inverse=True)[1]
    rated = scipy.sparse.csr_matrix((np.ones(train.sum()), (user_numbers[train], item_numbers[train])))
    rated.resize((user_numbers.max() + 1, item_numbers.max() + 1))

    def describe(matrix):
        """Who somebody is, and what they rated at all, each with 1/sqrt(n)."""
        counts = np.maximum(1, np.asarray(matrix.sum(axis=1)).ravel())
        implied = scipy.sparse.diags(1 / np.sqrt(counts)) @ matrix
        return scipy.sparse.hstack([scipy.sparse.identity(matrix.shape[0]), implied], format="csr")

    features = describe(rated), describe(rated.T.tocsr())
    shapes = [size for matrix in features for size in (matrix.shape[0], matrix.shape[1] - matrix.shape[0])]

    def make_blocks(chosen):
        numbers = user_numbers[chosen], item_numbers[chosen]
        return [myfm.RelationBlock(list(own), matrix) for own, matrix in zip(numbers, features)]

    started = time.perf_counter()
    model = myfm.MyFMRegressor(rank=job["factors"], random_seed=0)
    kept = job["epochs"] - 30
    model.fit(
        None,
        stars[train],
        X_rel=make_blocks(train),
        group_shapes=shapes,
        n_iter=job["epochs"],
        n_kept_samples=kept,
        callback=lambda *_: (False, ""),
    )
    fit_seconds = time.perf_counter() - started
    predictions = np.clip(model.predict(None, make_blocks(test)), stars[train].min(), stars[train].max())
    seconds = time.perf_counter() - started
    predictions.astype(np.float64).tofile(job["predictions"])
    return {"fitSeconds": fit_seconds, "seconds": seconds, "version": f"myFM {myfm.__version__}"}


runners = {"surprise": run_surprise, "implicit": run_implicit, "scikit-learn": run_sklearn, "myfm": run_myfm}
print(json.dumps(runners[job["peer"]]()))
