import { after, before, describe, it } from 'node:test';
import { expect } from 'expect';
import { createLoadBed, type LoadBed } from './testing/load-bed';

describe('loading a CSV file', () => {
  let bed: LoadBed;
  before(async () => {
    bed = await createLoadBed();
  });
  after(() => bed.close());

  async function loaded(content: string | Buffer, delimiter?: string) {
    const options = { format: 'csv', onError: 'partial', ...(delimiter && { delimiter }) } as const;
    const id = await bed.addUpload(content, options);
    const upload = await bed.run(id);
    const records = (await bed.records(id)).map(({ position, record }) => [position, record]);
    return { upload, records, rejections: await bed.rejections(id) };
  }

  it('makes an object of the cells of a row that are not empty, in the order of the header', async () => {
    const { upload, records } = await loaded(
      'email,first_name,note\r\na@b.example,Ann,\r\n\r\nc@d.example,,"say ""hi"", é\r\n\tthere\\"\r\n',
    );
    expect(records).toEqual([
      [1, '{"email":"a@b.example","first_name":"Ann"}'],
      [2, '{"email":"c@d.example","note":"say \\"hi\\", é\\r\\n\\tthere\\\\"}'],
    ]);
    expect(upload).toMatchObject({
      processingStatus: 'analyzing',
      rowsReceived: 2,
      rowsLoaded: 2,
      fields: ['email', 'first_name', 'note'],
      readBytes: upload.fileBytes,
    });
  });

  it('names columns that have no name of their own', async () => {
    const { records } = await loaded('email;;email;\n1;2;a@b.example;\na@b.example;2;3;;;\n');
    expect(records).toEqual([[2, '{"email":"a@b.example","column_2":"2","email_2":"3"}']]);
  });

  const cities = 'email\tcity\na@b.example\tMünchen\nc@d.example\tOrléans\n';
  for (const [encoding, content] of [
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${cities}`)],
    ['windows-1252', Buffer.from(cities, 'latin1')],
    ['UTF-16', Buffer.from(`\uFEFF${cities}`, 'utf16le')],
    ['UTF-16 the other way round', Buffer.from(`\uFEFF${cities}`, 'utf16le').swap16()],
  ] as const) {
    it(`reads ${encoding}`, async () => {
      const { records } = await loaded(content);
      expect(records).toEqual([
        [1, '{"email":"a@b.example","city":"München"}'],
        [2, '{"email":"c@d.example","city":"Orléans"}'],
      ]);
    });
  }

  it('takes the delimiter that its sender named', async () => {
    const { records } = await loaded('email|a,b,c\nx@y.example|1,2,3\n', '|');
    expect(records).toEqual([[1, '{"email":"x@y.example","a,b,c":"1,2,3"}']]);
  });

  it('leaves rows out that are broken, ragged or nobody’s', async () => {
    const { records, rejections, upload } = await loaded(
      'email,city\na@b.example,X\nno,Y\n"c@d.example"x,Y\ne@f.example,1,2\ng@h.example,Z\n,\n',
    );
    expect(records.map(([position]) => position)).toEqual([1, 5]);
    expect(rejections).toEqual([
      {
        position: 2,
        code: 'invalid_email',
        field: 'email',
        message: 'email "no" is not a well-formed e-mail address',
        record: '{"email":"no","city":"Y"}',
      },
      {
        position: 3,
        code: 'broken_row',
        field: null,
        message: 'is a broken CSV row: its quotes do not match',
        record: '"c@d.example"x,Y',
      },
      {
        position: 4,
        code: 'ragged_row',
        field: null,
        message: 'has 3 fields, the header has 2',
        record: 'e@f.example,1,2',
      },
    ]);
    expect(upload).toMatchObject({ rowsReceived: 5, rowsLoaded: 2, rowsRejected: 3 });
  });

  for (const [what, content, message] of [
    ['is empty', '', 'The file is empty'],
    ['has a header alone', 'email,city\n', 'There are no records in it'],
    ['is an Excel workbook', 'PK\u0003\u0004', /Excel workbook/],
  ] as const) {
    it(`fails on one that ${what}`, async () => {
      const { upload } = await loaded(content);
      expect(upload.processingStatus).toBe('failed');
      expect(upload.errorMessage).toMatch(message);
    });
  }
});
