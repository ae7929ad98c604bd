import type { InputDescription } from '../onnx/tensor.ts';
import type { PictureNetworkFacts } from './picture-network-facts.ts';

/** What the file alone says; free dimensions leave the size open. */
export type DeclaredFacts = Pick<PictureNetworkFacts, 'inputName' | 'elementType' | 'layout' | 'batched' | 'fixedSize'>;

const floats = ['float32', 'float16'];

/** Read how a network takes pictures off its inputs; throws an `Error` that says why it doesn't take any. */
export function readNetworkLayout(inputs: readonly InputDescription[]): DeclaredFacts {
  const [input] = inputs;
  if (input === undefined || inputs.length > 1) {
    const names = inputs.map(({ name }) => name).join(', ');
    throw new Error(`it has ${inputs.length} inputs (${names}), but one picture is all it would get`);
  }
  const { name: inputName, type: elementType, shape } = input;
  const written = `${shape.join(' × ')} of ${elementType}`;
  if (!floats.includes(elementType)) {
    throw new Error(`its input "${inputName}" takes ${written}, but pictures are given as ${floats.join(' or ')}`);
  }
  const batched = shape.length === 4;
  if (!batched && shape.length !== 3) {
    throw new Error(
      `its input "${inputName}" takes ${written}, but a picture is [1, 3, height, width] or [1, height, width, 3]`,
    );
  }
  if (batched && typeof shape[0] === 'number' && shape[0] !== 1) {
    throw new Error(
      `its input "${inputName}" takes ${shape[0]} pictures at a time, but gets one. Export it with a batch of 1`,
    );
  }
  const layout = findLayout(shape.slice(-3));
  if (layout === undefined) {
    throw new Error(`its input "${inputName}" takes ${written}: no dimension is the three colours red, green and blue`);
  }
  const [height, width] = layout === 'channels-first' ? shape.slice(-2) : shape.slice(-3);
  return { inputName, elementType, layout, batched, fixedSize: findFixedSize(width, height, inputName) };
}

/** Where the 3 is; free dimensions are taken for PyTorch's order, as nearly all exports have it. */
function findLayout(shape: readonly (number | string)[]): PictureNetworkFacts['layout'] | undefined {
  if (shape[0] === 3) return 'channels-first';
  if (shape[2] === 3) return 'channels-last';
  return typeof shape[0] === 'string' ? 'channels-first' : undefined;
}

function findFixedSize(
  width: number | string | undefined,
  height: number | string | undefined,
  inputName: string,
): PictureNetworkFacts['fixedSize'] {
  if (typeof width === 'number' && typeof height === 'number' && width > 0 && height > 0) return { width, height };
  if (typeof width !== 'number' && typeof height !== 'number') return undefined;
  throw new Error(
    `its input "${inputName}" has one fixed edge and one free (${width} × ${height}). Export it with both free`,
  );
}
