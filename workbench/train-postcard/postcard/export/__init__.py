"""Writes a trained model as an ONNX folder in the Hugging Face diffusion layout."""
