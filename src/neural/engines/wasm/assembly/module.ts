export { denseBackward, denseForward } from './dense';
export { lstmBackward, lstmForward, lstmTurn } from './lstm';
export { adam, adamax, reduce, rmsprop, sgd } from './optimisers';
export { dropoutMask, gather, loss } from './rows';
export { squash } from './squash';

/** The first address that is free. */
export function base(): usize {
  return __heap_base;
}
