import { Initial } from './20261123000000_initial.ts';

/** In the order in which they run; a released one is never edited. */
export const migrations = [{ name: '20261123000000_initial', class: Initial }];
