"""The networks: autoencoder, text encoder, denoiser, and the noise schedule between them."""
