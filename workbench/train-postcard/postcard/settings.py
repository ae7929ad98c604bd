"""The numbers that a training run is made of."""

SEED = 20250
HELD_OUT_SEED = 77

TRAINING_SHARDS = 40
"""Shards of 1,000 scenes painted for training."""

HELD_OUT_SHARDS = 2

CAPTIONS = 4
"""Wordings of each scene's caption."""

AUTOENCODER_MINUTES = 23
AUTOENCODER_BATCH = 12

DECODER_MINUTES = 20
DECODER_RATE = 1e-3
"""How long a released decoder goes on learning when a run starts from a release, and how fast."""

DENOISER_MINUTES = 178
DENOISER_BATCH = 48
SKETCH_BATCH = 128
SKETCH_STEPS = 600
"""First steps of the denoiser stage, in which only the text encoder and the sketch learn."""

SUBJECT_WEIGHT = 1.5
CELESTIAL_WEIGHT = 0.5
"""How much more the places of a picture count where subjects stand, and where the thing in the sky is."""

MUON_RATE = 1.6e-3
"""Learning rate of the weight matrices, which Muon moves."""

ADAM_RATE = 8e-4
"""Learning rate of tables, ends, norms and biases, which AdamW moves."""

JUDGE_MINUTES = 62
JUDGE_BATCH = 48
JUDGE_MUON_RATE = 4e-3
JUDGE_ADAM_RATE = 3e-3
"""How long the judge of the measurements learns from the training scenes, and how fast."""
