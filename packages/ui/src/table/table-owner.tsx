import { createContext } from 'react';

/** Whose saved views a table offers: the application gives person and organisation, so that on a shared computer nobody reads another's. */
export const TableOwner = createContext('');
