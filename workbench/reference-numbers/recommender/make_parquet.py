"""Small Parquet files as pyarrow writes them, for our reader to be held against.

    pip install pyarrow==26.0.1
    python make_parquet.py

The ratings are made up. Several row groups, both integer widths, nulls, and each codec that we read.
"""

import pathlib

import pyarrow as pa
import pyarrow.parquet as pq

here = pathlib.Path(__file__).parent
rows = 50
users = [1 + row // 10 for row in range(rows)]
items = [10 + row % 10 for row in range(rows)]
ratings = [0.5 + 0.5 * (row % 10) for row in range(rows)]
times = [1_000_000_000 + row for row in range(rows)]

for codec in ["snappy", "gzip", "zstd", "brotli", "none"]:
    table = pa.table({
        "userId": pa.array(users, pa.int64()),
        "movieId": pa.array(items, pa.int32()),
        "rating": pa.array(ratings, pa.float64()),
        "timestamp": pa.array(times, pa.int64()),
    })
    pq.write_table(table, here / f"ratings-{codec}.parquet", compression=codec, row_group_size=20)

# Row 2: rating 6; row 3: no rating; row 4: a negative id; row 5: a rating given as text would fail to convert, so NaN.
broken = pa.table({
    "user_id": pa.array([1, 1, 1, -4, 1], pa.int64()),
    "item_id": pa.array([5, 6, 7, 8, 9], pa.int64()),
    "rating": pa.array([4.0, 6.0, None, 3.0, float("nan")], pa.float32()),
    "timestamp": pa.array([1, 2, 3, 4, 5], pa.timestamp("s")),
})
pq.write_table(broken, here / "ratings-broken.parquet", compression="snappy")

movies = pa.table({
    "movieId": pa.array([10, 11], pa.int64()),
    "title": ["Heat (1995)", "Matrix, The (1999)"],
    "genres": pa.array([["Crime", "Thriller"], ["Sci-Fi"]], pa.list_(pa.string())),
})
pq.write_table(movies, here / "movies.parquet", compression="snappy")
