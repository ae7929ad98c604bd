import { addScaled, dot, multiplyAdd, sumLanes } from './vectors';

/** A step for both rows of a rating: each row times what is kept of it, plus `step` times the other. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
function moveRows(p: usize, q: usize, bytes: usize, step: v128, userKept: v128, itemKept: v128): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    const pOld = v128.load(p + at);
    const qOld = v128.load(q + at);
    v128.store(p + at, multiplyAdd(step, qOld, f32x4.mul(pOld, userKept)));
    v128.store(q + at, multiplyAdd(step, pOld, f32x4.mul(qOld, itemKept)));
  }
}

/** `moveRows`, and on the way the product of the new p and another item's row: the bits that `dot` gives. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
function moveRowsAndMultiply(
  p: usize,
  q: usize,
  next: usize,
  bytes: usize,
  step: v128,
  userKept: v128,
  itemKept: v128,
): f32 {
  let sum0 = f32x4.splat(0);
  let sum1 = f32x4.splat(0);
  let sum2 = f32x4.splat(0);
  let sum3 = f32x4.splat(0);
  let pAt = p;
  let qAt = q;
  let nextAt = next;
  for (const unrolledEnd = p + (bytes & ~63); pAt < unrolledEnd; pAt += 64, qAt += 64, nextAt += 64) {
    const p0 = v128.load(pAt);
    const q0 = v128.load(qAt);
    const new0 = multiplyAdd(step, q0, f32x4.mul(p0, userKept));
    v128.store(pAt, new0);
    v128.store(qAt, multiplyAdd(step, p0, f32x4.mul(q0, itemKept)));
    sum0 = multiplyAdd(new0, v128.load(nextAt), sum0);
    const p1 = v128.load(pAt, 16);
    const q1 = v128.load(qAt, 16);
    const new1 = multiplyAdd(step, q1, f32x4.mul(p1, userKept));
    v128.store(pAt, new1, 16);
    v128.store(qAt, multiplyAdd(step, p1, f32x4.mul(q1, itemKept)), 16);
    sum1 = multiplyAdd(new1, v128.load(nextAt, 16), sum1);
    const p2 = v128.load(pAt, 32);
    const q2 = v128.load(qAt, 32);
    const new2 = multiplyAdd(step, q2, f32x4.mul(p2, userKept));
    v128.store(pAt, new2, 32);
    v128.store(qAt, multiplyAdd(step, p2, f32x4.mul(q2, itemKept)), 32);
    sum2 = multiplyAdd(new2, v128.load(nextAt, 32), sum2);
    const p3 = v128.load(pAt, 48);
    const q3 = v128.load(qAt, 48);
    const new3 = multiplyAdd(step, q3, f32x4.mul(p3, userKept));
    v128.store(pAt, new3, 48);
    v128.store(qAt, multiplyAdd(step, p3, f32x4.mul(q3, itemKept)), 48);
    sum3 = multiplyAdd(new3, v128.load(nextAt, 48), sum3);
  }
  for (const end = p + bytes; pAt < end; pAt += 16, qAt += 16, nextAt += 16) {
    const pOld = v128.load(pAt);
    const qOld = v128.load(qAt);
    const pNew = multiplyAdd(step, qOld, f32x4.mul(pOld, userKept));
    v128.store(pAt, pNew);
    v128.store(qAt, multiplyAdd(step, pOld, f32x4.mul(qOld, itemKept)));
    sum0 = multiplyAdd(pNew, v128.load(nextAt), sum0);
  }
  return sumLanes(f32x4.add(f32x4.add(sum0, sum1), f32x4.add(sum2, sum3)));
}

/**
 * One pass of stochastic gradient descent over the ratings of one cell of a grid, for the biased factorisation
 * r ≈ mean + b_u + b_i + p_u·q_i.
 *
 * settings (f32): mean, learning rate of biases, regularisation of user biases, of item biases, learning rate of factors,
 * regularisation of user factors, of item factors. errors (f64): the sum of squared errors of each cell.
 */
export function factorizeCell(
  block: u32,
  _scratch: usize,
  cellOrder: usize,
  cellOffsets: usize,
  users: usize,
  items: usize,
  codes: usize,
  userFactors: usize,
  itemFactors: usize,
  userBiases: usize,
  itemBiases: usize,
  width: u32,
  settings: usize,
  errors: usize,
): void {
  const cell = load<u32>(cellOrder + (block << 2));
  const end = load<u32>(cellOffsets + (cell << 2), 4);
  const bytes: usize = width << 2;
  const mean = load<f32>(settings);
  const biasRate = load<f32>(settings, 4);
  const userBiasKept: f32 = 1 - biasRate * load<f32>(settings, 8);
  const itemBiasKept: f32 = 1 - biasRate * load<f32>(settings, 12);
  const rate = load<f32>(settings, 16);
  const userKept = f32x4.splat(1 - rate * load<f32>(settings, 20));
  const itemKept = f32x4.splat(1 - rate * load<f32>(settings, 24));
  let squares: f64 = 0;
  let product: f32 = 0;
  let hasProduct = false;
  for (let rating = load<u32>(cellOffsets + (cell << 2)); rating < end; rating++) {
    const user: usize = load<u32>(users + (rating << 2));
    const item: usize = load<u32>(items + (rating << 2));
    const p = userFactors + user * bytes;
    const q = itemFactors + item * bytes;
    const userBias = load<f32>(userBiases + (user << 2));
    const itemBias = load<f32>(itemBiases + (item << 2));
    const value: f32 = <f32>load<u8>(codes + rating) * 0.5;
    if (!hasProduct) product = dot(p, q, bytes);
    const error: f32 = value - (mean + userBias + itemBias + product);
    squares += <f64>error * <f64>error;
    store<f32>(userBiases + (user << 2), userBias * userBiasKept + biasRate * error);
    store<f32>(itemBiases + (item << 2), itemBias * itemBiasKept + biasRate * error);
    const step = f32x4.splat(rate * error);
    const nextUser: usize = rating + 1 < end ? load<u32>(users + (rating << 2), 4) : user;
    const nextItem: usize = rating + 1 < end ? load<u32>(items + (rating << 2), 4) : item;
    hasProduct = nextItem != item;
    const next = itemFactors + nextItem * bytes;
    if (nextUser == user && hasProduct) {
      // The person's next product needs the factors that are being written.
      product = moveRowsAndMultiply(p, q, next, bytes, step, userKept, itemKept);
      continue;
    }
    // What is written has no part in the next product, so that it is taken first: its rows are on their way meanwhile.
    if (hasProduct) product = dot(userFactors + nextUser * bytes, next, bytes);
    moveRows(p, q, bytes, step, userKept, itemKept);
  }
  store<f64>(errors + (<usize>cell << 3), squares);
}

/**
 * One pass of stochastic gradient descent of SVD++ over the users from `firstUser` to before `endUser`, in order:
 * r ≈ mean + b_u + b_i + q_i·(p_u + |I_u|^-½ Σ y_j).
 *
 * Every rating of a user changes all y_j of that user by the same affine map, so the sum is carried along and the y_j are
 * written once a user: the same numbers as updating all of them at every rating, up to rounding.
 *
 * settings (f32): mean; learning rates of user biases, item biases, p, q, y; their regularisations in the same order.
 */
export function factorizeImplicitUsers(
  block: u32,
  scratch: usize,
  usersPerBlock: u32,
  userCount: u32,
  offsets: usize,
  items: usize,
  codes: usize,
  userFactors: usize,
  itemFactors: usize,
  impliedFactors: usize,
  userBiases: usize,
  itemBiases: usize,
  width: u32,
  settings: usize,
  errors: usize,
): void {
  const bytes: usize = width << 2;
  const sum = scratch;
  const gathered = scratch + bytes;
  const mean = load<f32>(settings);
  const userBiasRate = load<f32>(settings, 4);
  const itemBiasRate = load<f32>(settings, 8);
  const userRate = load<f32>(settings, 12);
  const itemRate = load<f32>(settings, 16);
  const impliedRate = load<f32>(settings, 20);
  const userBiasKept: f32 = 1 - userBiasRate * load<f32>(settings, 24);
  const itemBiasKept: f32 = 1 - itemBiasRate * load<f32>(settings, 28);
  const userKept = f32x4.splat(1 - userRate * load<f32>(settings, 32));
  const itemKept = f32x4.splat(1 - itemRate * load<f32>(settings, 36));
  const impliedKeptOnce: f32 = 1 - impliedRate * load<f32>(settings, 40);
  const impliedKept = f32x4.splat(impliedKeptOnce);
  const endUser = min((block + 1) * usersPerBlock, userCount);
  let squares: f64 = 0;
  for (let user: usize = block * usersPerBlock; user < <usize>endUser; user++) {
    const start = load<u32>(offsets + (user << 2));
    const end = load<u32>(offsets + (user << 2), 4);
    if (start == end) continue;
    const root: f32 = <f32>(1.0 / Math.sqrt(<f64>(end - start)));
    memory.fill(scratch, 0, bytes << 1);
    for (let rating = start; rating < end; rating++) {
      addScaled(sum, root, impliedFactors + <usize>load<u32>(items + (rating << 2)) * bytes, bytes);
    }
    const p = userFactors + user * bytes;
    let userBias = load<f32>(userBiases + (user << 2));
    let keptPower: f32 = 1;
    for (let rating = start; rating < end; rating++) {
      const item: usize = load<u32>(items + (rating << 2));
      const q = itemFactors + item * bytes;
      const itemBias = load<f32>(itemBiases + (item << 2));
      const value: f32 = <f32>load<u8>(codes + rating) * 0.5;
      const error: f32 = value - (mean + userBias + itemBias + dot(p, q, bytes) + dot(sum, q, bytes));
      squares += <f64>error * <f64>error;
      userBias = userBias * userBiasKept + userBiasRate * error;
      store<f32>(itemBiases + (item << 2), itemBias * itemBiasKept + itemBiasRate * error);
      const userStep = f32x4.splat(userRate * error);
      const itemStep = f32x4.splat(itemRate * error);
      const sumStep = f32x4.splat(impliedRate * error);
      const impliedStep = f32x4.splat(impliedRate * error * root);
      for (let at: usize = 0; at < bytes; at += 16) {
        const pOld = v128.load(p + at);
        const qOld = v128.load(q + at);
        const sumOld = v128.load(sum + at);
        v128.store(p + at, multiplyAdd(userStep, qOld, f32x4.mul(pOld, userKept)));
        v128.store(q + at, multiplyAdd(itemStep, f32x4.add(pOld, sumOld), f32x4.mul(qOld, itemKept)));
        v128.store(sum + at, multiplyAdd(sumStep, qOld, f32x4.mul(sumOld, impliedKept)));
        v128.store(
          gathered + at,
          multiplyAdd(impliedStep, qOld, f32x4.mul(v128.load(gathered + at), impliedKept)),
        );
      }
      keptPower *= impliedKeptOnce;
    }
    store<f32>(userBiases + (user << 2), userBias);
    const kept = f32x4.splat(keptPower);
    for (let rating = start; rating < end; rating++) {
      const y = impliedFactors + <usize>load<u32>(items + (rating << 2)) * bytes;
      for (let at: usize = 0; at < bytes; at += 16) {
        v128.store(y + at, multiplyAdd(kept, v128.load(y + at), v128.load(gathered + at)));
      }
    }
  }
  store<f64>(errors + (<usize>block << 3), squares);
}
