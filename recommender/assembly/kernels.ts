export { addStandardized } from './blend';
export { addRatedNeighbours, addTerms, moveByNeighbours, moveByTerms } from './item-moves';
export { solveRowsByCholesky, solveRowsByConjugateGradient } from './least-squares';
export { findCoOccurringRows, findSimilarRows } from './neighbours';
export { computeGram, multiplyRows, multiplySparseRows } from './products';
export { scoreHalfRows, scoreRows, selectTop } from './scores';
export { factorizeCell, factorizeImplicitUsers } from './stochastic-gradient';
export { countCoOccurrences, sweepPanel, sweepRow } from './symmetric-inverse';
export { addNeighbourRatings, averageNeighbours, findSimilarUsers } from './user-neighbours';
