export { bars, type Column as TimeColumn, columns, type Tone } from './charts';
export { timesOf } from './facts';
export { type Html, html, type HtmlValue } from './html';
export { ENGLISH, INDONESIAN, THAI } from './locale';
export { countedBars, legend, outcomes } from './outcomes';
export { chartWithTable, type Report, type Section } from './report-page';
export { reportRoute } from './report.route';
export { longTable, MAX_TABLE_ROWS, shortened, table } from './tables';
