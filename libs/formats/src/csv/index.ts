export { csvLine } from './write-csv';
