import { type Html, html, type HtmlValue } from './html';
import { type Locale } from './locale';

/** Rows of one table; what is more is counted, and found in the export that is named. */
export const MAX_TABLE_ROWS = 500;
/** Characters of one value: a cell of a file may have a mebibyte. */
const MAX_VALUE_CHARACTERS = 300;

export interface Column {
  name: string;
  /** `number` stands right, `value` is what somebody sent, as it was, `words` are kept on one line. */
  kind?: 'number' | 'value' | 'words';
}

export interface Table {
  caption: string;
  columns: Column[];
  /** The first cell of a row is its head. */
  rows: HtmlValue[][];
  /** Totals under the rows. */
  foot?: HtmlValue[];
}

/** A table with its caption; columns and rows have heads. */
export function table({ caption, columns, rows, foot }: Table): Html {
  return html`<table>
    <caption>
      ${caption}
    </caption>
    <thead>
      <tr>
        ${columns.map(({ name, kind }) => html`<th scope="col" class="${kind ?? 'text'}">${name}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map((cells) => rowOf(cells, columns))}
    </tbody>
    ${
      foot &&
      html`<tfoot>
        ${rowOf(foot, columns)}
      </tfoot>`
    }
  </table>`;
}

function rowOf(cells: HtmlValue[], columns: Column[]): Html {
  const one = (cell: HtmlValue, at: number): Html => {
    const kind = columns[at]?.kind ?? 'text';
    return at === 0
      ? html`<th scope="row" class="${kind}">${cell}</th>`
      : html`<td class="${kind}">${cell}</td>`;
  };
  return html`<tr>
    ${cells.map(one)}
  </tr>`;
}

/** A table that may be longer than a page should be. */
export interface LongTable extends Table {
  /** Of all, with those that are not among the rows. */
  total: number;
  /** Where all of it is, such as `/api/batches/…/export.csv`. */
  exportPath?: string;
}

/** The table, how many rows more there are, and where; without rows a line that says so. */
export function longTable(long: LongTable, { words, formats: { number } }: Locale): Html {
  const { rows, total, exportPath } = long;
  if (rows.length === 0) return html`<p class="nothing">${words.nothing}</p>`;
  const hidden = total - rows.length;
  const more = hidden > 0 && html`${words.more(number(rows.length), number(hidden))} `;
  const all = exportPath !== undefined && html`${words.allAt} <code>${exportPath}</code>`;
  return html`${table(long)}${(more || all) && html`<p class="more">${more}${all}</p>`}`;
}

/** A value as it was sent, cut when it is long. */
export function shortened(value: string): string {
  const characters = [...value.slice(0, 2 * MAX_VALUE_CHARACTERS)];
  if (characters.length <= MAX_VALUE_CHARACTERS && value.length <= 2 * MAX_VALUE_CHARACTERS) return value;
  return `${characters.slice(0, MAX_VALUE_CHARACTERS).join('')}…`;
}
