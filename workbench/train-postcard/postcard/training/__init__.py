"""The stages of training, each resumable in slices."""
