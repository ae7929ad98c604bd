import { BrokenModelFolderError } from '../errors.ts';
import { listRequiredNetworks } from '../families/model-family.ts';
import { createBrokenNetworkError } from '../model-folder/broken-network-error.ts';
import { readModelFolder } from '../model-folder/read-model-folder.ts';
import type { Network } from '../onnx/network.ts';
import { findInterfaceProblem } from '../onnx/network-interface.ts';
import { loadNetworkSet } from '../onnx/network-set.ts';
import { resolveLoadingOptions } from '../settings/resolve-loading-options.ts';
import { resolveVaeTiling } from '../stages/vae-tiling.ts';
import { TokenVocabulary } from '../textual-inversion/token-vocabulary.ts';
import { LoadedPipeline } from './loaded-pipeline.ts';
import type { LoadedModel } from './paint-picture.ts';
import type { TextToImagePipeline } from './text-to-image-pipeline.ts';
import type { LoadPipelineOptions } from './text-to-image-types.ts';

/**
 * Open a model folder and load its networks into memory.
 *
 * The folder has the Hugging Face layout that Optimum exports: `model_index.json`, `scheduler/`, `tokenizer/`,
 * `text_encoder/`, `unet/`, `vae_decoder/` and, to start from pictures, `vae_encoder/`; Stable Diffusion XL has a
 * `tokenizer_2/` and a `text_encoder_2/` as well. Stable Diffusion 1, 2, XL with its refiner, their Turbo, and Latent
 * Consistency can be opened; `facts.tasks` says what a model paints from. `starweave.json` may add sizes, defaults,
 * synonyms and a table for previews. Element types and ranks of the networks' inputs are read from the files.
 *
 * ONNX Runtime runs on the calling thread: use a process or a worker of its own where other things must go on.
 *
 * The autoencoder sees one picture at a time, also in a batch, and large ones in tiles where `vaeTiling` says so.
 *
 * @throws InvalidSettingsError for options that can't be followed
 * @throws BrokenModelFolderError when the folder or a network can't be read; `faults` says why
 * @throws ExecutionProviderError when none of the execution providers starts
 * @throws TextualInversionError for a textual inversion that can't be used
 */
export async function loadTextToImagePipeline(
  folder: string,
  options: LoadPipelineOptions = {},
): Promise<TextToImagePipeline> {
  const loading = resolveLoadingOptions(options);
  const { facts, parts } = await readModelFolder(folder);
  if (parts === undefined) throw new BrokenModelFolderError(folder, facts.faults);
  const { autoencoder, latentSpace } = parts;
  const vaeTiling = resolveVaeTiling(options, { shape: autoencoder, scaleFactor: latentSpace.scaleFactor });
  const clock = options.clock ?? (() => performance.now());
  const networks = await loadNetworkSet({
    components: listRequiredNetworks(parts.family),
    files: parts.networkFiles,
    ...loading,
    clock,
    signal: options.signal,
    findProblem: (network) => findInterfaceProblem(network, parts.family),
    createError: (failure) => createBrokenNetworkError(folder, failure),
  });
  try {
    const vocabulary = await loadVocabulary({ facts, parts, networks }, options);
    const takesChunks = isTokenCountFree(await networks.get('unet'));
    return new LoadedPipeline({ facts, parts, networks, vocabulary, takesChunks, vaeTiling, clock });
  } catch (error) {
    await networks.release();
    throw error;
  }
}

async function loadVocabulary(
  { facts, parts, networks }: Pick<LoadedModel, 'facts' | 'parts' | 'networks'>,
  { textualInversions = [], signal }: LoadPipelineOptions,
): Promise<TokenVocabulary> {
  const vocabulary = new TokenVocabulary({
    name: facts.name,
    textEncoders: parts.textEncoders.map(({ component }) => component),
    get: networks.get,
    change: networks.change,
  });
  for (const inversion of textualInversions) {
    signal?.throwIfAborted();
    await vocabulary.load(inversion);
  }
  return vocabulary;
}

/** Whether a U-Net takes any number of tokens: most exports do, some have the number of one chunk written in. */
function isTokenCountFree({ inputs }: Network): boolean {
  return typeof inputs.find(({ name }) => name === 'encoder_hidden_states')?.shape[1] !== 'number';
}
