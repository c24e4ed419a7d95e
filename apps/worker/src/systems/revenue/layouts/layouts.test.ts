import { describe, it } from 'node:test';
import { type RowCursor } from '@sluice/formats/rows';
import { CLAIM_TABLES, type ClaimTable, type FileColumn, partsOfName } from '@sluice/systems/revenue';
import { expect } from 'expect';
import { bindLayout, layoutOf, monthWarning, PROBLEM_CODES } from './index';
import { type LayoutColumn } from './layout.notation';

/** The day on which all tests happen. */
const TODAY = new Date('2025-06-10T12:00:00Z');

type Row = Record<string, string>;

/** A right value for each kind of column. */
function rightValue({ type }: LayoutColumn): string {
  switch (type.kind) {
    case 'text':
      return 'x'.repeat(Math.min(type.width, 20));
    case 'number':
      return type.width === 1 ? '1' : '12';
    case 'date':
      return '20250531';
    case 'time':
      return '2359';
    case 'codes':
      return type.codes[0] as string;
    case 'icd10':
      return 'E119';
    case 'icd9':
      return '9390';
    case 'hcode':
      return '10961';
    case 'clinic':
      return '00125';
    case 'citizenId':
      return '1101700207030';
  }
}

function goodRow(table: ClaimTable): Row {
  const row: Row = Object.fromEntries(
    layoutOf(table).columns.map((column) => [column.name, rightValue(column)]),
  );
  if (table === 'PAT') return { ...row, IDTYPE: '1', PERSON_ID: '1101700207030' };
  return row;
}

function without(row: Row, ...names: string[]): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));
}

function cursorOf(values: string[], encoding: BufferEncoding): RowCursor {
  const bytes = Buffer.from(values.join(''), encoding);
  const starts = new Int32Array(values.length);
  const ends = new Int32Array(values.length);
  let at = 0;
  values.forEach((value, index) => {
    starts[index] = at;
    at += Buffer.byteLength(value, encoding);
    ends[index] = at;
  });
  return { bytes, starts, ends, fieldCount: values.length, rowNumber: 1, kind: 'live' };
}

interface JudgeAs {
  /** Of the file's columns, by name; those of text files are the default. */
  columns?: Record<string, Partial<FileColumn>>;
  charset?: string;
}

/** What is reported of a row, as `COLUMN code`, with a `?` where it is a warning. */
function judge(
  table: ClaimTable,
  row: Row,
  { columns = {}, charset = 'windows-874' }: JudgeAs = {},
): string[] {
  const names = Object.keys(row);
  const fileColumns = names.map((name) => ({ name, type: 'C', width: 0, decimals: 0, ...columns[name] }));
  const bound = bindLayout(layoutOf(table), fileColumns, { today: TODAY, charset });
  const found: string[] = [];
  const cursor = cursorOf(Object.values(row), charset === 'utf-8' ? 'utf8' : 'latin1');
  bound.judge(cursor, (index, code, message, isWarning) => {
    expect(message).toMatch(/[ก-๙]/);
    found.push(`${names[index]} ${code}${isWarning ? '?' : ''}`);
  });
  return found;
}

/** What is reported of the good row of a table with these values instead. */
function judgeChanged(table: ClaimTable, values: Row, as?: JudgeAs): string[] {
  return judge(table, { ...goodRow(table), ...values }, as);
}

describe('the layouts', () => {
  it('are those of the 17 claim files', () => {
    expect(CLAIM_TABLES.map((table) => layoutOf(table).table)).toEqual([...CLAIM_TABLES]);
  });

  for (const table of CLAIM_TABLES) {
    const { columns, title } = layoutOf(table);
    const required = columns.filter(({ need }) => ['key', 'required', 'present'].includes(need));

    it(`${table}: let a good row pass`, () => {
      expect(title).toMatch(/[ก-๙]/);
      expect(judge(table, goodRow(table))).toEqual([]);
    });

    it(`${table}: let optional values be blank`, () => {
      const optional = columns.filter(({ need, name }) => need === 'optional' && name !== 'SERIALNO');
      expect(optional.length + required.length).toBeGreaterThan(0);
      const row = goodRow(table);
      for (const { name } of optional) row[name] = '';
      expect(judge(table, row).filter((found) => !found.endsWith('seq_or_an_required'))).toEqual([]);
    });

    it(`${table}: report each required value that is blank`, () => {
      for (const { name } of required)
        expect(judgeChanged(table, { [name]: '' })).toEqual([`${name} required`]);
    });

    it(`${table}: report each value that its column can't have`, () => {
      const wrong = columns.filter(({ type }) => type.kind !== 'text');
      for (const column of wrong) {
        const [value, code] = wrongValue(column);
        const found = judgeChanged(table, { [column.name]: value });
        expect([column.name, found]).toEqual([column.name, [`${column.name} ${code}`]]);
      }
    });

    it(`${table}: report texts that are longer than their column`, () => {
      for (const { name, type } of columns) {
        if (type.kind !== 'text' || type.width === Infinity) continue;
        const value = 'x'.repeat(type.width);
        const right = judgeChanged(table, { [name]: value }).filter((found) => found.endsWith('too_long'));
        expect(right).toEqual([]);
        expect(judgeChanged(table, { [name]: `${value}x` })).toContain(`${name} too_long`);
      }
    });

    it(`${table}: name the columns that a file lacks, by their own names`, () => {
      const needed = columns.filter(({ need }) => ['key', 'required', 'column'].includes(need));
      const bound = bindLayout(layoutOf(table), [], { today: TODAY, charset: 'utf-8' });
      expect(bound.missing).toEqual(needed.map(({ name }) => name));
      const all = needed.map(({ name, aliases }) => aliases[0] ?? name.toLowerCase());
      const columnsOfFile = all.map((name) => ({ name, type: 'C', width: 0, decimals: 0 }));
      expect(bindLayout(layoutOf(table), columnsOfFile, { today: TODAY, charset: 'utf-8' }).missing).toEqual(
        [],
      );
    });
  }

  /** A wrong value of a column, and what is to be said of it. */
  function wrongValue({ type }: LayoutColumn): [value: string, problem: string] {
    switch (type.kind) {
      case 'number':
        return ['1x', 'not_a_number'];
      case 'date':
        return ['20250229', 'bad_date'];
      case 'time':
        return ['2400', 'bad_time'];
      case 'codes':
        return type.isOpen ? ['@', 'unlisted_code?'] : ['@', 'bad_code'];
      case 'icd10':
        return ['E11.9', 'bad_icd10'];
      case 'icd9':
        return ['93.90', 'bad_icd9'];
      case 'hcode':
        return ['1096', 'bad_hcode'];
      case 'clinic':
        return ['1', 'bad_clinic'];
      case 'citizenId':
        return ['1101700207031', type.isWarning ? 'bad_citizen_id?' : 'bad_citizen_id'];
      case 'text':
        throw new Error('Any text is right');
    }
  }

  it('know columns in any case and under their other names', () => {
    const row = without(goodRow('INS'), 'GOVNAME', 'OWNNAME');
    const renamed = { ...row, govname_id: 'x'.repeat(256), OwnrName: 'y'.repeat(256) };
    expect(judge('INS', renamed)).toEqual(['govname_id too_long', 'OwnrName too_long']);
    expect(
      judgeChanged('DRU', {}).concat(judge('DRU', aliased('DRU', 'DRUGPRIC', 'DRUGPRICE', '-1'))),
    ).toEqual(['DRUGPRICE negative_amount']);
    expect(judge('AER', aliased('AER', 'TALERT', 'TALERA', '9999'))).toEqual(['TALERA bad_time']);
    expect(judge('ADP', aliased('ADP', 'GRAVIDA', 'GLAVIDA', 'x'))).toEqual(['GLAVIDA not_a_number']);
    expect(judge('ADP', aliased('ADP', 'DCIP/E_SCREEN', 'DCIP', 'x'))).toEqual(['DCIP not_a_number']);
  });

  function aliased(table: ClaimTable, name: string, alias: string, value: string): Row {
    return { ...without(goodRow(table), name), [alias]: value };
  }

  it('do not judge columns that they do not have', () => {
    expect(judgeChanged('IRF', { EXTRA: 'anything at all' })).toEqual([]);
  });

  it('ask for the values of a later edition only where the file has its columns', () => {
    expect(judge('INS', without(goodRow('INS'), 'HCODE'))).toEqual([]);
    expect(judgeChanged('INS', { HCODE: '' })).toEqual(['HCODE required']);
    expect(judge('ORF', without(goodRow('ORF'), 'REFERDATE'))).toEqual([]);
  });

  it('say where the columns are', () => {
    const columns = ['X', 'hn', 'DATEDSC'].map((name) => ({ name, type: 'C', width: 0, decimals: 0 }));
    const { positions, dates, judged } = bindLayout(layoutOf('IPD'), columns, {
      today: TODAY,
      charset: 'utf-8',
    });
    expect([...positions]).toEqual([
      ['HN', 1],
      ['DATEDSC', 2],
    ]);
    expect([...dates]).toEqual([2]);
    expect([...judged]).toEqual([2]);
  });
});

describe('the values of claim files', () => {
  const about = (table: ClaimTable, column: string, as?: JudgeAs) => (value: string) =>
    judgeChanged(table, { [column]: value }, as);

  it('count characters, not bytes', () => {
    const thai = 'ก'.repeat(36);
    expect(judgeChanged('PAT', { NAMEPAT: thai }, { charset: 'utf-8' })).toEqual([]);
    expect(judgeChanged('PAT', { NAMEPAT: `${thai}ก` }, { charset: 'utf-8' })).toEqual(['NAMEPAT too_long']);
    expect(judgeChanged('PAT', { NAMEPAT: 'a'.repeat(37) })).toEqual(['NAMEPAT too_long']);
  });

  it('are days that were, of either era, up to today in Thailand', () => {
    const dob = about('PAT', 'DOB');
    expect(['20250610', '20240229', '19000101'].flatMap(dob)).toEqual([]);
    expect(['20250611', '20991231'].flatMap(dob)).toEqual(['DOB future_date', 'DOB future_date']);
    const bad = [
      '20250229',
      '20251301',
      '20250631',
      '20250100',
      '2025053',
      '202505311',
      '2025-5-1',
      '00000000',
    ];
    expect(bad.flatMap(dob)).toEqual(bad.map(() => 'DOB bad_date'));
    expect(['25670229', '25680610'].flatMap(dob)).toEqual(['DOB buddhist_year?', 'DOB buddhist_year?']);
    expect(['25680229', '25680611'].flatMap(dob)).toEqual(['DOB bad_date', 'DOB future_date']);
    expect(about('INS', 'DATEEXP')('20291231')).toEqual([]);
    expect(about('INS', 'DATEEXP')('25721231')).toEqual(['DATEEXP buddhist_year?']);
  });

  it('turn to the next day at midnight in Thailand', () => {
    const columns = [{ name: 'DOB', type: 'D', width: 8, decimals: 0 }];
    const cursor = cursorOf(['20250611'], 'latin1');
    const codesAt = (moment: string): string[] => {
      const codes: string[] = [];
      const { judge: judgeThen } = bindLayout(layoutOf('PAT'), columns, {
        today: new Date(moment),
        charset: 'windows-874',
      });
      judgeThen(cursor, (_, code) => void codes.push(code));
      return codes;
    };
    expect(codesAt('2025-06-10T16:59:59Z')).toEqual(['future_date']);
    expect(codesAt('2025-06-10T17:00:00Z')).toEqual([]);
  });

  it('are times of a day', () => {
    const time = about('OPD', 'TIMEOPD');
    expect(['0000', '0959', '2359'].flatMap(time)).toEqual([]);
    const bad = ['2400', '1260', '930', '09:30', '12a0', '-100'];
    expect(bad.flatMap(time)).toEqual(bad.map(() => 'TIMEOPD bad_time'));
  });

  it('are amounts that are not negative, of so many digits', () => {
    const total = (value: string): string[] => judgeChanged('CHT', { TOTAL: value, PAID: '0' });
    expect(
      ['0', '100', '999999999.99', '.5', '5.', '+7', '-0.00', '12.5000', '000000000001'].flatMap(total),
    ).toEqual([]);
    const bad = ['1,000', '1e3', '--1', '.', '-', '1.2.3', 'xii', '***', '1 000'];
    expect(bad.flatMap(total)).toEqual(bad.map(() => 'TOTAL not_a_number'));
    expect(total('-0.01')).toEqual(['TOTAL negative_amount']);
    expect(total('1234567890')).toEqual(['TOTAL too_long']);
    expect(total('0.125')).toEqual(['TOTAL too_many_decimals?']);
    expect(about('DRU', 'DRUGPRIC')('0.12345')).toEqual([]);
  });

  it('are codes of their sets, in capitals or not', () => {
    expect(['Bd', 'BD', 'bd', 'Gca'].flatMap(about('ADP', 'CAGCODE'))).toEqual([]);
    expect(['1', '01', '9', '09', '11', '20'].flatMap(about('ADP', 'TYPE'))).toEqual([]);
    expect(['0', '00', '21', '1 ', '011'].flatMap(about('ADP', 'TYPE'))).toHaveLength(5);
    expect(['11', 'J2', 'K1', 'a1', '01', '16', '92'].flatMap(about('CHA', 'CHRGITEM'))).toEqual([]);
    expect(
      ['K2', '10', '17', '1', '93', 'L1'].filter((value) => about('CHA', 'CHRGITEM')(value).length > 0),
    ).toEqual(['K2', '17', '1', '93', 'L1']);
    expect(['I', 'A', '1'].flatMap(about('IPD', 'SVCTYPE'))).toEqual([]);
    expect(['EA', 'EF', 'PA'].flatMap(about('DRU', 'DRUGREMARK'))).toEqual([]);
    expect(about('DRU', 'DRUGREMARK')('EG')).toEqual(['DRUGREMARK bad_code']);
    expect(['1', '5', '8', '9'].flatMap(about('IPD', 'DISCHT'))).toEqual([]);
    expect(['6', '7', '0'].flatMap(about('IPD', 'DISCHT'))).toHaveLength(3);
  });

  it('are ICD-10 codes without a dot', () => {
    const diag = about('ODX', 'DIAG');
    expect(['A09', 'E119', 'S0650', 'M1234AB'].flatMap(diag)).toEqual([]);
    const bad = ['A0', 'E11.9', 'e119', '1A09', 'AA09', 'A0912345', 'A09-'];
    expect(bad.flatMap(diag)).toEqual(bad.map(() => 'DIAG bad_icd10'));
  });

  it('are ICD-9-CM codes without a dot', () => {
    const oper = about('OOP', 'OPER');
    expect(['93', '939', '9390', '9390+1', '936120A', '99AB'].flatMap(oper)).toEqual([]);
    const bad = ['9', '93.90', 'A390', '93-0', '9390a', '12345678'];
    expect(bad.flatMap(oper)).toEqual(bad.map(() => 'OPER bad_icd9'));
  });

  it('are clinics of the code set', () => {
    const clinic = about('OPD', 'CLINIC');
    expect(['0100', '00125', '0199'].flatMap(clinic)).toEqual([]);
    expect(['00126', '0198'].flatMap(clinic)).toEqual(['CLINIC unknown_clinic?', 'CLINIC unknown_clinic?']);
    expect(['100', '001000', '01A0'].flatMap(clinic)).toHaveLength(3);
  });

  it('are citizen ids whose last digit is right', () => {
    const cid = about('INS', 'CID');
    // By hand: 13+24+33+40+45+48+49+48+45+0+3+4 = 352 = 32·11, (11 − 0) mod 10 = 1.
    expect(['1234567890121', '3100600445635'].flatMap(cid)).toEqual([]);
    const bad = ['1234567890123', '123456789012', '12345678901211', '123456789012A', '0000000000000'];
    expect(bad.flatMap(cid)).toEqual(bad.map(() => 'CID bad_citizen_id'));
  });

  it('that are binary are only looked for', () => {
    const binary = { TOTAL: { type: 'B', width: 8 }, PAID: { type: 'Y', width: 8 } };
    expect(judgeChanged('CHT', { TOTAL: '\x01\x02', PAID: 'zz' }, { columns: binary })).toEqual([]);
    expect(judgeChanged('CHT', { TOTAL: '', PAID: 'zz' }, { columns: binary })).toEqual(['TOTAL required']);
    const seq = { SEQ: { type: 'I', width: 4 } };
    expect(judgeChanged('CHT', { SEQ: '\x01\0\0\0', AN: '' }, { columns: seq })).toEqual([]);
  });
});

describe('the row rules', () => {
  it('need SEQ or AN', () => {
    for (const table of ['INS', 'CHT', 'CHA', 'AER', 'ADP', 'DRU'] as const) {
      expect(judgeChanged(table, { SEQ: '' })).toEqual([]);
      expect(judgeChanged(table, { AN: '' })).toEqual([]);
      expect(judgeChanged(table, { SEQ: '', AN: '' })).toEqual(['SEQ seq_or_an_required']);
      expect(judge(table, { ...without(goodRow(table), 'AN'), SEQ: '' })).toEqual(['SEQ seq_or_an_required']);
    }
  });

  it('let PAID be at most TOTAL, however they are written', () => {
    const paid = (PAID: string, TOTAL: string): string[] => judgeChanged('CHT', { PAID, TOTAL });
    expect([paid('100.00', '100'), paid('.10', '0.1'), paid('0', '0')].flat()).toEqual([]);
    expect(paid('100.01', '100')).toEqual(['PAID paid_over_total']);
    expect(paid('9', '10.00')).toEqual([]);
    expect(paid('100', '12a')).toEqual(['TOTAL not_a_number']);
  });

  it('let nobody leave before they came', () => {
    const stay = (DATEADM: string, TIMEADM: string, DATEDSC: string, TIMEDSC: string): string[] =>
      judgeChanged('IPD', { DATEADM, TIMEADM, DATEDSC, TIMEDSC });
    expect(stay('20250501', '1000', '20250501', '1000')).toEqual([]);
    expect(stay('20250501', '1000', '20250502', '0900')).toEqual([]);
    expect(stay('20250501', '1000', '20250501', '0959')).toEqual(['DATEDSC discharge_before_admission']);
    expect(stay('20250502', '0000', '20250501', '2359')).toEqual(['DATEDSC discharge_before_admission']);
    expect(stay('25680501', '1000', '20250502', '0900')).toEqual(['DATEADM buddhist_year?']);
    expect(stay('20250501', '9999', '20250501', '0959')).toEqual(['TIMEADM bad_time']);
  });

  it('warn when a procedure or a leave ends before it begins', () => {
    expect(judgeChanged('IOP', { DATEIN: '20250502', DATEOUT: '20250501' })).toEqual([
      'DATEOUT end_before_start?',
    ]);
    expect(judgeChanged('IOP', { DATEOUT: '', TIMEOUT: '' })).toEqual([]);
    expect(judgeChanged('LVD', { DATEOUT: '20250502', DATEIN: '20250501' })).toEqual([
      'DATEIN end_before_start?',
    ]);
  });

  it('need the serial number of instruments', () => {
    expect(judgeChanged('ADP', { TYPE: '2', SERIALNO: '' })).toEqual(['SERIALNO required']);
    expect(judgeChanged('ADP', { TYPE: '02', SERIALNO: '' })).toEqual(['SERIALNO required']);
    expect(judgeChanged('ADP', { TYPE: '11', SERIALNO: '' })).toEqual([]);
  });

  it('check the citizen id of Thai patients', () => {
    expect(judgeChanged('PAT', { PERSON_ID: '1101700207031' })).toEqual(['PERSON_ID bad_citizen_id']);
    expect(judgeChanged('PAT', { PERSON_ID: 'AB123456', IDTYPE: '3' })).toEqual([]);
    expect(judgeChanged('PAT', { PERSON_ID: '', IDTYPE: '1' })).toEqual(['PERSON_ID required']);
  });
});

describe('the month in a file name', () => {
  it('is 01 to 12', () => {
    expect(monthWarning(partsOfName('PAT6805.DBF'))).toBeUndefined();
    expect(monthWarning(partsOfName('PAT.txt'))).toBeUndefined();
    for (const name of ['PAT6800.DBF', 'PAT6813.DBF']) {
      expect(monthWarning(partsOfName(name))).toMatchObject({ code: 'bad_file_month', isWarning: true });
    }
  });

  it('has its code in the list', () => {
    expect(PROBLEM_CODES).toContain('bad_file_month');
  });
});
