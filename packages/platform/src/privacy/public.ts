export { createPersonKeys, type PersonKeys } from './person-keys.ts';
