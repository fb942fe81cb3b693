// What other modules may use of identity.
export { hashPassword } from './sign-in.service.ts';
