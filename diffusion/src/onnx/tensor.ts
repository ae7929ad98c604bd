/** Numbers with their dimensions, flat and row-major. What a network wants as other element types is cast on the way. */
export interface Tensor {
  readonly data: Float32Array | readonly number[];
  readonly dims: readonly number[];
}

/** A tensor that a network gave. */
export interface FloatTensor extends Tensor {
  readonly data: Float32Array;
}

/** One number for every item of a batch, which a network may want as a scalar, as [1], or as [batch]. */
export interface PerItemNumber {
  readonly value: number;
  readonly batchSize: number;
}

/** What a network says about one of its inputs. */
export interface InputDescription {
  readonly name: string;
  /** ONNX Runtime's name of the element type, such as `float32`. */
  readonly type: string;
  /** Numbers are fixed sizes, names are free ones. */
  readonly shape: readonly (number | string)[];
}
