"""The numbers that a training run is made of."""

SEED = 20250
HELD_OUT_SEED = 77

TRAINING_SHARDS = 40
"""Shards of 1,000 scenes painted for training."""

HELD_OUT_SHARDS = 1

CAPTIONS = 4
"""Wordings of each scene's caption."""

AUTOENCODER_MINUTES = 23
AUTOENCODER_BATCH = 12

DENOISER_MINUTES = 64
DENOISER_BATCH = 32
SKETCH_BATCH = 128
SKETCH_STEPS = 500
"""First steps of the denoiser stage, in which only the text encoder and the sketch learn."""

MUON_RATE = 2e-3
"""Learning rate of the weight matrices, which Muon moves."""

ADAM_RATE = 1e-3
"""Learning rate of tables, ends, norms and biases, which AdamW moves."""

JUDGE_SHARDS = 14
"""Training shards that the judge of the measurements learns from."""
