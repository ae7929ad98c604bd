import sys; sys.path.insert(0,'.')
from pathlib import Path
import torch; torch.set_num_threads(1)
from tiny_pipeline import *
from export_onnx import *
p=make_pipeline(Path('/tmp/tinyp'))
export_pipeline(p, Path('/tmp/tinyp'))
