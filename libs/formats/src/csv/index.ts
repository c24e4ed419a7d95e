export { type CsvBlock, type CsvFault, type CsvRow } from './csv-block';
export { type Delimiter } from './csv-classes';
export { CsvError, type CsvErrorCode } from './csv-error';
export { detectDelimiter } from './detect-delimiter';
export { readCsv, type ReadCsvOptions } from './read-csv';
export { type CsvHeader, readHeader, type ReadHeaderOptions } from './read-header';
export { csvLine } from './write-csv';
