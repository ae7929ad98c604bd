/** One painter's work in one process: load, one picture of one step to warm up, then the pictures that count. */
export interface PainterJob {
  readonly prompt: string;
  /** The prompt's and the empty negative prompt's token ids, for the loop that has no tokenizer. */
  readonly ids: readonly number[];
  readonly negativeIds: readonly number[];
  /** Pixels, both ways. */
  readonly size: number;
  readonly warmUpSize: number;
  readonly steps: number;
  readonly guidanceScale: number;
  readonly seed: number;
  readonly pictures: number;
  /** ONNX Runtime's configuration entries, by name, where this library sets them otherwise than by default. */
  readonly sessionConfig: Readonly<Record<string, string>>;
  /** Where the last picture's bytes go (red, green, blue), for painters whose noise is torch's. */
  readonly pictureFile: string;
}

/** What a painter prints, as one line of JSON. */
export interface PainterReport {
  readonly timesMs: readonly number[];
  /** Of all processors together, for the same pictures. */
  readonly processorTimesMs: readonly number[];
  /** The largest resident size of its process. */
  readonly peakBytes: number;
  readonly versions: string;
}
