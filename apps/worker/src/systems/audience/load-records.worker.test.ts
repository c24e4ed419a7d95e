import { after, before, describe, it } from 'node:test';
import { type UploadFormat } from '@sluice/systems/audience';
import { envelopeOf, jsonFileOf, makeContacts, ndjsonOf } from '@sluice/test/fixtures/contacts';
import { expect } from 'expect';
import { createLoadBed, type LoadBed } from './testing/load-bed';

describe('loading records', () => {
  let bed: LoadBed;
  before(async () => {
    bed = await createLoadBed();
  });
  after(() => bed.close());

  const good = makeContacts({ records: 300 });
  const mixed = makeContacts({ records: 300, faultEvery: 10 });
  const oneLine = (text: string): string => text.replaceAll('\n', ' ');

  async function loaded(...added: Parameters<LoadBed['addUpload']>) {
    const id = await bed.addUpload(...added);
    const upload = await bed.run(id);
    return { id, upload, records: await bed.records(id), rejections: await bed.rejections(id) };
  }

  const FILES: [UploadFormat, (texts: readonly string[]) => Buffer, (text: string) => string][] = [
    ['envelope', (texts) => envelopeOf(texts), (text) => text],
    ['json', jsonFileOf, (text) => text],
    ['json', (texts) => envelopeOf(texts), (text) => text],
    ['ndjson', ndjsonOf, oneLine],
  ];
  for (const [format, write, sent] of FILES) {
    it(`puts them in as they were sent, from ${format} that begins with ${write(['1']).subarray(0, 1)}`, async () => {
      const bytes = write(good.texts);
      const { id, upload, records } = await loaded(bytes, { format });
      expect(records.map(({ record }) => record)).toEqual(good.texts.map(sent));
      expect(records.map(({ position }) => position)).toEqual(good.texts.map((_, at) => at + 1));
      expect(upload).toMatchObject({
        processingStatus: 'analyzing',
        rowsReceived: 300,
        rowsLoaded: 300,
        rowsRejected: 0,
        readBytes: bytes.length,
        loadedAt: expect.any(Date),
        fields: [
          'personal_email',
          'first_name',
          'score',
          'business_email',
          'last_name',
          'company_name',
          'email',
          'n',
          'tags',
        ],
      });
      expect((await bed.jobsOf(id)).map(({ name, state }) => [name, state])).toEqual([
        ['audience.load-records', 'done'],
        ['audience.analyze-upload', 'waiting'],
      ]);
    });
  }

  it('keeps a normalised copy of whose they are', async () => {
    const texts = [
      '{"email":" A@B.Example ","company_domain":"C.Example"}',
      '{"domain":"B.example","first_name":"x"}',
      '{"\\u0065mail":"first@b.example","email":null,"email":"\\u0061@b.example"}',
    ];
    const { records } = await loaded(envelopeOf(texts));
    expect(records).toMatchObject([
      { email: 'a@b.example', domain: 'c.example' },
      { email: null, domain: 'b.example' },
      { email: 'a@b.example', domain: 'b.example' },
    ]);
    expect(records[2]?.identity).toBe(records[0]?.identity);
    expect(records[1]?.identity).not.toBe(records[0]?.identity);
  });

  it('leaves bad ones out and writes down why, when it may', async () => {
    const { upload, records, rejections } = await loaded(envelopeOf(mixed.texts), {
      onError: 'partial',
      rowsReceived: 300,
      fields: ['email'],
    });
    const bad = new Set(mixed.faults.map(({ position }) => position));
    const kept = mixed.texts.map((_, at) => at + 1).filter((position) => !bad.has(position));
    expect(records.map(({ position }) => position)).toEqual(kept);
    expect(rejections).toEqual(
      mixed.faults.map((fault) => ({ ...fault, record: mixed.texts[fault.position - 1] })),
    );
    expect(upload).toMatchObject({
      processingStatus: 'analyzing',
      rowsReceived: 300,
      rowsLoaded: 270,
      rowsRejected: 30,
      fields: ['email'],
    });
  });

  it('keeps none of them when one is bad and may not be', async () => {
    const { id, upload, records, rejections } = await loaded(ndjsonOf(mixed.texts), { format: 'ndjson' });
    expect(records).toEqual([]);
    expect(rejections).toHaveLength(30);
    expect(upload).toMatchObject({
      processingStatus: 'failed',
      rowsReceived: 300,
      rowsLoaded: 0,
      rowsRejected: 30,
      errorMessage:
        '30 of 300 records can’t be taken, so none were kept: record 10 has none of business_email, ' +
        'personal_email, email, domain, company_domain; record 20 email is empty; record 30 business_email ' +
        '"no at sign" is not a well-formed e-mail address; and 27 more',
    });
    expect((await bed.jobsOf(id)).map(({ state }) => state)).toEqual(['done']);
  });

  it('writes down the first hundred of very many bad ones', async () => {
    const texts = Array.from({ length: 250 }, () => '{"a":1}');
    const { upload, rejections } = await loaded(jsonFileOf(texts), { format: 'json' });
    expect(rejections.map(({ position }) => position)).toEqual(texts.slice(0, 100).map((_, at) => at + 1));
    expect(upload).toMatchObject({ processingStatus: 'failed', rowsReceived: 250, rowsRejected: 250 });
  });

  it('fails when none of them is good, even where bad ones may be', async () => {
    const { upload, rejections } = await loaded('["a",{"email":"b"}]', {
      format: 'json',
      onError: 'partial',
    });
    expect(upload).toMatchObject({
      processingStatus: 'failed',
      rowsRejected: 2,
      errorMessage:
        '2 of 2 records can’t be taken, so none were kept: record 1 is not a JSON object; ' +
        'record 2 email "b" is not a well-formed e-mail address',
    });
    expect(rejections).toHaveLength(2);
  });

  it('takes a line that is no JSON for one bad record', async () => {
    const lines =
      '{"email":"a@b.example"}\n{"email":\n\n{"email":"c@d.example\0"}\n{"email":"e@f.example"}\n';
    const { records, rejections } = await loaded(lines, { format: 'ndjson', onError: 'partial' });
    expect(records.map(({ position }) => position)).toEqual([1, 4]);
    expect(rejections).toMatchObject([
      { position: 2, code: 'invalid_json', record: '{"email":' },
      { position: 3, code: 'invalid_json', record: '{"email":"c@d.example\uFFFD"}' },
    ]);
  });

  it('shows the beginning of a long record that stays out', async () => {
    const text = `{"note":"${'é'.repeat(5000)}"}`;
    const { rejections } = await loaded(envelopeOf([text, '{"email":"a@b.example"}']), {
      onError: 'partial',
    });
    const [{ record } = { record: '' }] = rejections;
    expect(Buffer.byteLength(record)).toBeLessThanOrEqual(4096);
    expect(record).toMatch(/^\{"note":"é{2040,}…$/);
  });

  for (const [what, content, format, message] of [
    [
      'ends in the midst of a record',
      '[{"email":"a@b.example"},{"em',
      'json',
      /it ends before it is complete/,
    ],
    ['goes on behind its end', '[{"email":"a@b.example"}] x', 'json', /not valid/],
    ['has no records', '[ ]', 'json', /There are no records in it/],
    ['is empty', '', 'ndjson', /There is no JSON|There are no records/],
    ['has no records but blank lines', '\n\n', 'ndjson', /There is no JSON|There are no records/],
  ] as const) {
    it(`fails on a file that ${what}`, async () => {
      const { upload, records } = await loaded(content, { format, onError: 'partial' });
      expect(upload).toMatchObject({
        processingStatus: 'failed',
        rowsLoaded: 0,
        completedAt: expect.any(Date),
      });
      expect(upload.errorMessage).toMatch(message);
      expect(records).toEqual([]);
    });
  }

  it('fails when what was sent is gone', async () => {
    const id = await bed.addUpload('[]', { format: 'json' });
    await bed.store.delete((await bed.upload(id)).fileKey);
    expect(await bed.run(id)).toMatchObject({
      processingStatus: 'failed',
      errorMessage: 'What was sent is not in the store any more; please send it again',
    });
  });
});
