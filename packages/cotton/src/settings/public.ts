// What other modules may use of the settings.
export { SeriesUsedUp, takeNumber } from './numbering.ts';
