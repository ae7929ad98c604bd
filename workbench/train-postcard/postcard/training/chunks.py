"""Spreads a batch over the processor's cores chunk by chunk."""

from concurrent.futures import ThreadPoolExecutor
from typing import Callable

import torch
from torch import Tensor

CORES = 2
CHUNKS = 4


class ChunkedBatches:
    """Runs forward and backward passes of a batch's chunks on single-threaded workers that take the next chunk when free.

    The gradients add up to those of the whole batch. A core that is busy with something else takes fewer chunks,
    where threads inside each operation would all wait for it.
    """

    def __init__(self) -> None:
        torch.set_num_threads(1)
        self._pool = ThreadPoolExecutor(CORES)

    def backward(self, loss_of: Callable[..., tuple[Tensor, ...]], *batch: Tensor) -> list[float]:
        """Calls `loss_of` on each chunk, propagates its first value back and returns the mean of every value over the batch."""

        def run(chunk: tuple[Tensor, ...]) -> list[float]:
            values = loss_of(*chunk)
            (values[0] / CHUNKS).backward()
            return [value.item() for value in values]

        rows = list(self._pool.map(run, zip(*(tensor.chunk(CHUNKS) for tensor in batch))))
        return [sum(column) / CHUNKS for column in zip(*rows)]
