export { preparedKey } from './key-cache.ts';
export { createPersonKeys, type PersonKeys } from './person-keys.ts';
