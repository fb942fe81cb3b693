// What other modules may use of identity.
export type { Register } from './register.service.ts';
export { hashPassword } from './password-hash.ts';
